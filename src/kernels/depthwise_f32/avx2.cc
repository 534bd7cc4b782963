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

// The first pixel and the channels of a tile; 8 channels at a time.
struct Tile {
  const float* in;
  float* out;
  const float* residual;  // null where there is none
  const float* weights;
  const float* bias;
};

inline __m256i set_bits(ptrdiff_t x) { return _mm256_set1_epi32(static_cast<int>(x)); }
inline __m256 set(float x) { return _mm256_set1_ps(x); }

// Of 8 channels, those before `channels`.
inline __m256i mask_of(ptrdiff_t channels) {
  return _mm256_cmpgt_epi32(set_bits(channels), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

// 2^n for n within the exponents of normal numbers.
inline __m256 power_of_two(__m256i n) {
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(n, set_bits(127)), 23));
}

// e^x within 2 units in the last place: 2^n * e^r for n = round(x / ln 2), ln 2 in two parts; 2^n
// in two factors, as it need not be a float.
inline __m256 exp_of(__m256 x) {
  x = _mm256_min_ps(set(100), _mm256_max_ps(set(-110), x));
  const __m256 n = _mm256_round_ps(_mm256_mul_ps(x, set(1.44269504f)), 8);
  __m256 r = _mm256_fnmadd_ps(n, set(0.693359375f), x);
  r = _mm256_fnmadd_ps(n, set(-2.12194440e-4f), r);
  __m256 p = set(1.9875691500e-4f);
  for (float c : {1.3981999507e-3f, 8.3334519073e-3f, 4.1665795894e-2f, 1.6666665459e-1f,
                  5.0000001201e-1f, 1.0f, 1.0f})
    p = _mm256_fmadd_ps(p, r, set(c));
  const __m256i all = _mm256_cvtps_epi32(n), half = _mm256_srai_epi32(all, 1);
  p = _mm256_mul_ps(p, power_of_two(half));
  return _mm256_mul_ps(p, power_of_two(_mm256_sub_epi32(all, half)));
}

inline __m256 clamp(__m256 x, float low, float high) {
  return _mm256_min_ps(set(high), _mm256_max_ps(set(low), x));
}

inline __m256 activate(const Activation& a, __m256 x) {
  const __m256 one = set(1), zero = _mm256_setzero_ps();
  switch (a.kind) {
    case ActivationKind::none:
      return x;
    case ActivationKind::clamp:
      return clamp(x, a.low, a.high);
    case ActivationKind::leaky_relu:
      return _mm256_blendv_ps(x, _mm256_mul_ps(x, set(a.alpha)),
                              _mm256_cmp_ps(x, zero, _CMP_LT_OQ));
    case ActivationKind::hard_sigmoid:
      return clamp(_mm256_fmadd_ps(x, set(a.alpha), set(a.beta)), 0, 1);
    case ActivationKind::hard_swish:
      return _mm256_mul_ps(x, clamp(_mm256_fmadd_ps(x, set(1.0f / 6), set(0.5f)), 0, 1));
    case ActivationKind::sigmoid:
    case ActivationKind::silu: {
      const __m256 numerator = a.kind == ActivationKind::silu ? x : one;
      return _mm256_div_ps(numerator, _mm256_add_ps(one, exp_of(_mm256_sub_ps(zero, x))));
    }
  }
  return x;
}

// `pixels` pixels side by side times 8 channels, of which `mask` are there.
template <int pixels>
void run_tile(const Walk& walk, const Tile& tile, __m256i mask) {
  __m256 sum[pixels];
#pragma GCC unroll 16
  for (int p = 0; p < pixels; ++p) sum[p] = _mm256_load_ps(tile.bias);
  const float* weights = tile.weights;
  for (ptrdiff_t i = 0; i < walk.taps_y; ++i) {
    const float* in = tile.in + i * walk.tap_y_offset;
    for (ptrdiff_t j = 0; j < walk.taps_x; ++j) {
      const __m256 weight = _mm256_load_ps(weights);
#pragma GCC unroll 16
      for (int p = 0; p < pixels; ++p)
        sum[p] = _mm256_fmadd_ps(_mm256_maskload_ps(in + p * walk.in_step, mask), weight, sum[p]);
      in += walk.tap_x_offset;
      weights += walk.padded_channels;
    }
  }
  const bool clamps = walk.activation->kind == ActivationKind::clamp;
  const bool other = !clamps && walk.activation->kind != ActivationKind::none;
#pragma GCC unroll 16
  for (int p = 0; p < pixels; ++p) {
    __m256 x = sum[p];
    if (tile.residual != nullptr)
      x = _mm256_add_ps(x, _mm256_maskload_ps(tile.residual + p * walk.residual_step, mask));
    if (clamps) x = clamp(x, walk.activation->low, walk.activation->high);
    _mm256_maskstore_ps(tile.out + p * walk.out_step, mask, x);
  }
  if (!other) return;
  for (int p = 0; p < pixels; ++p) {
    float* out = tile.out + p * walk.out_step;
    _mm256_maskstore_ps(out, mask, activate(*walk.activation, _mm256_maskload_ps(out, mask)));
  }
}

using RunTile = void (*)(const Walk&, const Tile&, __m256i);
constexpr int kMaxPixels = 8;
constexpr RunTile kTiles[kMaxPixels + 1] = {nullptr,     run_tile<1>, run_tile<2>,
                                            run_tile<3>, run_tile<4>, run_tile<5>,
                                            run_tile<6>, run_tile<7>, run_tile<8>};

// Some pixels of a row, all their channels.
void run_pixels(const Walk& walk, Tile tile, ptrdiff_t channels, ptrdiff_t pixels) {
  for (ptrdiff_t c = 0; c < channels; c += 8) {
    kTiles[pixels](walk, tile, mask_of(channels - c));
    tile.in += 8;
    tile.out += 8;
    if (tile.residual != nullptr) tile.residual += 8;
    tile.weights += 8;
    tile.bias += 8;
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

DepthwiseF32 depthwise_f32_avx2() { return run; }

}  // namespace sprint::kernels
