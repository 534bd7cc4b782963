#include <immintrin.h>

#include "kernels/conv_f32/isa_kernels.h"

namespace sprint::kernels {
namespace {

constexpr int kMaxPixels = 6;
constexpr int kMaxBlocks = 4;

// What all tiles of a run share. A tap is `channels` floats of the input side by side; merged rows
// make taps_x 1. Offsets are in floats.
struct Walk {
  ptrdiff_t taps_y, taps_x, channels;
  ptrdiff_t tap_y_offset, tap_x_offset;
  ptrdiff_t block_size;  // of weights
  const Activation* activation;
};

// Some pixels of some blocks of 16 channels: where each pixel's first tap, output and residual are.
struct Tile {
  const float* in[kMaxPixels];
  float* out[kMaxPixels];
  const float* residual[kMaxPixels];  // null where there is none
  const float* weights;
  const float* bias;
  ptrdiff_t channels;  // of the blocks that are there
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

// One channel of a tap: every pixel's value times the weights of `halves` halves of blocks.
template <int pixels, int halves>
[[gnu::always_inline]] inline void multiply_add(__m256 (&sum)[pixels][halves],
                                                const float* const (&in)[kMaxPixels],
                                                ptrdiff_t offset, const float* weights,
                                                ptrdiff_t block_size) {
  __m256 weight[halves];
#pragma GCC unroll 8
  for (int h = 0; h < halves; ++h)
    weight[h] = _mm256_load_ps(weights + h / 2 * block_size + h % 2 * 8);
#pragma GCC unroll 6
  for (int p = 0; p < pixels; ++p) {
    const __m256 value = _mm256_broadcast_ss(in[p] + offset);
#pragma GCC unroll 8
    for (int h = 0; h < halves; ++h) sum[p][h] = _mm256_fmadd_ps(value, weight[h], sum[p][h]);
  }
}

template <int pixels, int halves>
[[gnu::always_inline]] inline void store(__m256 (&sum)[pixels][halves], const Tile& tile,
                                         const Activation& activation) {
#pragma GCC unroll 6
  for (int p = 0; p < pixels; ++p) {
#pragma GCC unroll 8
    for (int h = 0; h < halves; ++h) {
      const __m256i mask = mask_of(tile.channels - h * 8);
      __m256 x = sum[p][h];
      if (tile.residual[0] != nullptr)
        x = _mm256_add_ps(x, _mm256_maskload_ps(tile.residual[p] + h * 8, mask));
      if (activation.kind == ActivationKind::clamp) x = clamp(x, activation.low, activation.high);
      _mm256_maskstore_ps(tile.out[p] + h * 8, mask, x);
    }
  }
  if (activation.kind == ActivationKind::none || activation.kind == ActivationKind::clamp) return;
  for (int p = 0; p < pixels; ++p) {
    for (int h = 0; h < halves; ++h) {
      const __m256i mask = mask_of(tile.channels - h * 8);
      float* out = tile.out[p] + h * 8;
      _mm256_maskstore_ps(out, mask, activate(activation, _mm256_maskload_ps(out, mask)));
    }
  }
}

template <int pixels, int blocks>
__attribute__((noinline)) void run_tile(const Walk& walk, const Tile& tile) {
  constexpr int halves = 2 * blocks;
  __m256 sum[pixels][halves];
#pragma GCC unroll 6
  for (int p = 0; p < pixels; ++p)
#pragma GCC unroll 8
    for (int h = 0; h < halves; ++h) sum[p][h] = _mm256_load_ps(tile.bias + h * 8);
  const float* weights = tile.weights;
  for (ptrdiff_t i = 0; i < walk.taps_y; ++i) {
    for (ptrdiff_t j = 0; j < walk.taps_x; ++j) {
      const ptrdiff_t begin = i * walk.tap_y_offset + j * walk.tap_x_offset;
      for (ptrdiff_t c = begin; c < begin + walk.channels; ++c, weights += 16)
        multiply_add<pixels, halves>(sum, tile.in, c, weights, walk.block_size);
    }
  }
  store<pixels, halves>(sum, tile, *walk.activation);
}

using RunTile = void (*)(const Walk&, const Tile&);

// As many sums as leave registers for the weights of a block and a broadcast value; a single pixel
// takes several blocks to hide the latency of additions.
constexpr RunTile kPixels[kMaxPixels + 1] = {nullptr,        run_tile<1, 1>, run_tile<2, 1>,
                                             run_tile<3, 1>, run_tile<4, 1>, run_tile<5, 1>,
                                             run_tile<6, 1>};
constexpr RunTile kSinglePixel[kMaxBlocks + 1] = {nullptr, run_tile<1, 1>, run_tile<1, 2>,
                                                  run_tile<1, 3>, run_tile<1, 4>};

int blocks_at_once(ptrdiff_t blocks_left, ptrdiff_t pixels) {
  const ptrdiff_t most = pixels == 1 ? kMaxBlocks : 1;
  return static_cast<int>(blocks_left < most ? blocks_left : most);
}

int pixels_at_once(ptrdiff_t pixels_left) {
  return static_cast<int>(pixels_left < kMaxPixels ? pixels_left : kMaxPixels);
}

// Where the next output pixel is, row by row.
struct Cursor {
  ptrdiff_t y = 0, x = 0;
};

void locate(Tile& tile, int pixels, Cursor& cursor, ptrdiff_t channel, const ConvShape& shape,
            const Image<const float>& input, const Image<float>& output,
            const Image<const float>* residual) {
  for (int p = 0; p < pixels; ++p) {
    const ptrdiff_t y = cursor.y, x = cursor.x;
    tile.in[p] = input.data + y * shape.stride_y * input.row_stride +
                 x * shape.stride_x * input.pixel_stride;
    tile.out[p] = output.data + y * output.row_stride + x * output.pixel_stride + channel;
    tile.residual[p] = residual == nullptr ? nullptr
                                           : residual->data + y * residual->row_stride +
                                                 x * residual->pixel_stride + channel;
    if (++cursor.x == output.width) cursor = {y + 1, 0};
  }
}

Walk walk_of(const PackedConvF32& packed, const Image<const float>& input,
             const FloatOutputStage& stage) {
  const ConvShape& shape = packed.shape;
  const ptrdiff_t width = shape.kernel_width, channels = shape.in_channels;
  return {shape.kernel_height,
          packed.merged_rows ? 1 : width,
          packed.merged_rows ? width * channels : channels,
          shape.dilation_y * input.row_stride,
          shape.dilation_x * input.pixel_stride,
          shape.kernel_height * width * channels * 16,
          &stage.activation};
}

void run(const PackedConvF32& packed, const Image<const float>& input, const Image<float>& output,
         const FloatOutputStage& stage) {
  const ptrdiff_t channels = packed.shape.out_channels, all_blocks = (channels + 15) / 16;
  const ptrdiff_t all_pixels = static_cast<ptrdiff_t>(output.height) * output.width;
  const Walk walk = walk_of(packed, input, stage);
  Tile tile;
  for (ptrdiff_t block = 0; block < all_blocks;) {
    const int blocks = blocks_at_once(all_blocks - block, all_pixels);
    tile.channels = channels - block * 16;
    tile.weights = packed.weights.data() + block * walk.block_size;
    tile.bias = packed.bias.data() + block * 16;
    Cursor cursor;
    for (ptrdiff_t pixel = 0; pixel < all_pixels;) {
      const int pixels = pixels_at_once(all_pixels - pixel);
      locate(tile, pixels, cursor, block * 16, packed.shape, input, output, stage.residual);
      (blocks == 1 ? kPixels[pixels] : kSinglePixel[blocks])(walk, tile);
      pixel += pixels;
    }
    block += blocks;
  }
}

}  // namespace

ConvF32 conv_f32_avx2() { return run; }

}  // namespace sprint::kernels
