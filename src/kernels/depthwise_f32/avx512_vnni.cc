#include <immintrin.h>

#include "kernels/depthwise_f32/isa_kernels.h"

namespace sprint::kernels {
namespace {

// What all pixels of a run share; offsets are in floats.
struct Walk {
  ptrdiff_t taps_y, taps_x;
  ptrdiff_t tap_y_offset, tap_x_offset;
  ptrdiff_t in_step, out_step, residual_step;  // from one output pixel of a row to the next
  ptrdiff_t padded_channels;
  const Activation* activation;
};

// The first pixel and the channels of a tile; 16 channels at a time.
struct Tile {
  const float* in;
  float* out;
  const float* residual;  // null where there is none
  const float* weights;
  const float* bias;
};

// e^x within 2 units in the last place: 2^n * e^r for n = round(x / ln 2), ln 2 in two parts.
inline __m512 exp_of(__m512 x) {
  x = _mm512_min_ps(_mm512_set1_ps(100), _mm512_max_ps(_mm512_set1_ps(-110), x));
  const __m512 n = _mm512_roundscale_ps(_mm512_mul_ps(x, _mm512_set1_ps(1.44269504f)), 8);
  __m512 r = _mm512_fnmadd_ps(n, _mm512_set1_ps(0.693359375f), x);
  r = _mm512_fnmadd_ps(n, _mm512_set1_ps(-2.12194440e-4f), r);
  __m512 p = _mm512_set1_ps(1.9875691500e-4f);
  for (float c : {1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f,
                  5.0000001201e-1f, 1.0f, 1.0f})
    p = _mm512_fmadd_ps(p, r, _mm512_set1_ps(c));
  return _mm512_scalef_ps(p, n);
}

inline __m512 clamp(__m512 x, float low, float high) {
  return _mm512_min_ps(_mm512_set1_ps(high), _mm512_max_ps(_mm512_set1_ps(low), x));
}

inline __m512 activate(const Activation& a, __m512 x) {
  const __m512 one = _mm512_set1_ps(1);
  switch (a.kind) {
    case ActivationKind::none:
      return x;
    case ActivationKind::clamp:
      return clamp(x, a.low, a.high);
    case ActivationKind::leaky_relu:
      return _mm512_mask_mul_ps(x, _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_LT_OQ), x,
                                _mm512_set1_ps(a.alpha));
    case ActivationKind::hard_sigmoid:
      return clamp(_mm512_fmadd_ps(x, _mm512_set1_ps(a.alpha), _mm512_set1_ps(a.beta)), 0, 1);
    case ActivationKind::hard_swish:
      return _mm512_mul_ps(
          x, clamp(_mm512_fmadd_ps(x, _mm512_set1_ps(1.0f / 6), _mm512_set1_ps(0.5f)), 0, 1));
    case ActivationKind::sigmoid:
    case ActivationKind::silu: {
      const __m512 numerator = a.kind == ActivationKind::silu ? x : one;
      return _mm512_div_ps(numerator,
                           _mm512_add_ps(one, exp_of(_mm512_sub_ps(_mm512_setzero_ps(), x))));
    }
  }
  return x;
}

// `pixels` pixels side by side times 16 channels, of which `mask` are there.
template <int pixels>
void run_tile(const Walk& walk, const Tile& tile, __mmask16 mask) {
  __m512 sum[pixels];
#pragma GCC unroll 16
  for (int p = 0; p < pixels; ++p) sum[p] = _mm512_load_ps(tile.bias);
  const float* weights = tile.weights;
  for (ptrdiff_t i = 0; i < walk.taps_y; ++i) {
    const float* in = tile.in + i * walk.tap_y_offset;
    for (ptrdiff_t j = 0; j < walk.taps_x; ++j) {
      const __m512 weight = _mm512_load_ps(weights);
#pragma GCC unroll 16
      for (int p = 0; p < pixels; ++p)
        sum[p] =
            _mm512_fmadd_ps(_mm512_maskz_loadu_ps(mask, in + p * walk.in_step), weight, sum[p]);
      in += walk.tap_x_offset;
      weights += walk.padded_channels;
    }
  }
  const bool clamps = walk.activation->kind == ActivationKind::clamp;
  const bool other = !clamps && walk.activation->kind != ActivationKind::none;
#pragma GCC unroll 16
  for (int p = 0; p < pixels; ++p) {
    __m512 x = sum[p];
    if (tile.residual != nullptr)
      x = _mm512_add_ps(x, _mm512_maskz_loadu_ps(mask, tile.residual + p * walk.residual_step));
    if (clamps) x = clamp(x, walk.activation->low, walk.activation->high);
    _mm512_mask_storeu_ps(tile.out + p * walk.out_step, mask, x);
  }
  if (!other) return;
  for (int p = 0; p < pixels; ++p) {
    float* out = tile.out + p * walk.out_step;
    _mm512_mask_storeu_ps(out, mask, activate(*walk.activation, _mm512_maskz_loadu_ps(mask, out)));
  }
}

using RunTile = void (*)(const Walk&, const Tile&, __mmask16);
constexpr int kMaxPixels = 8;
constexpr RunTile kTiles[kMaxPixels + 1] = {nullptr,     run_tile<1>, run_tile<2>,
                                            run_tile<3>, run_tile<4>, run_tile<5>,
                                            run_tile<6>, run_tile<7>, run_tile<8>};

// Some pixels of a row, all their channels.
void run_pixels(const Walk& walk, Tile tile, ptrdiff_t channels, ptrdiff_t pixels) {
  for (ptrdiff_t c = 0; c < channels; c += 16) {
    const ptrdiff_t missing = c + 16 > channels ? c + 16 - channels : 0;
    kTiles[pixels](walk, tile, static_cast<__mmask16>(0xffff >> missing));
    tile.in += 16;
    tile.out += 16;
    if (tile.residual != nullptr) tile.residual += 16;
    tile.weights += 16;
    tile.bias += 16;
  }
}

void run_row(const Walk& walk, Tile tile, ptrdiff_t channels, ptrdiff_t width) {
  for (ptrdiff_t x = 0; x < width;) {
    const ptrdiff_t pixels = width - x < kMaxPixels ? width - x : kMaxPixels;
    run_pixels(walk, tile, channels, pixels);
    x += pixels;
    tile.in += pixels * walk.in_step;
    tile.out += pixels * walk.out_step;
    if (tile.residual != nullptr) tile.residual += pixels * walk.residual_step;
  }
}

void run(const PackedDepthwiseF32& packed, const Image<const float>& input,
         const Image<float>& output, const FloatOutputStage& stage) {
  const ConvShape& shape = packed.shape;
  const Image<const float>* residual = stage.residual;
  const ptrdiff_t channels = shape.out_channels;
  const Walk walk = {shape.kernel_height,
                     shape.kernel_width,
                     shape.dilation_y * input.row_stride,
                     shape.dilation_x * input.pixel_stride,
                     shape.stride_x * input.pixel_stride,
                     output.pixel_stride,
                     residual == nullptr ? 0 : residual->pixel_stride,
                     (channels + 15) / 16 * 16,
                     &stage.activation};
  for (ptrdiff_t y = 0; y < output.height; ++y) {
    const Tile tile = {input.data + y * shape.stride_y * input.row_stride,
                       output.data + y * output.row_stride,
                       residual == nullptr ? nullptr : residual->data + y * residual->row_stride,
                       packed.weights.data(), packed.bias.data()};
    run_row(walk, tile, channels, output.width);
  }
}

}  // namespace

DepthwiseF32 depthwise_f32_avx512_vnni() { return run; }

}  // namespace sprint::kernels
