#include <immintrin.h>

#include "kernels/conv_f32/isa_kernels.h"

namespace sprint::kernels {
namespace {

constexpr int kMaxPixels = 24;
constexpr int kMaxBlocks = 8;

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
  __mmask16 last_mask;  // channels of the last block
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

__attribute__((noinline)) __m512 activate(const Activation& a, __m512 x) {
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

// One channel of a tap: every pixel's value times the blocks' weights.
template <int pixels, int blocks>
[[gnu::always_inline]] inline void multiply_add(__m512 (&sum)[pixels][blocks],
                                                const float* const (&in)[kMaxPixels],
                                                ptrdiff_t offset, const float* weights,
                                                ptrdiff_t block_size) {
  __m512 weight[blocks];
#pragma GCC unroll 8
  for (int b = 0; b < blocks; ++b) weight[b] = _mm512_load_ps(weights + b * block_size);
#pragma GCC unroll 24
  for (int p = 0; p < pixels; ++p) {
    const __m512 value = _mm512_set1_ps(in[p][offset]);
#pragma GCC unroll 8
    for (int b = 0; b < blocks; ++b) sum[p][b] = _mm512_fmadd_ps(value, weight[b], sum[p][b]);
  }
}

template <int pixels, int blocks>
[[gnu::always_inline]] inline void store(__m512 (&sum)[pixels][blocks], const Tile& tile,
                                         const Activation& activation) {
  const bool clamps = activation.kind == ActivationKind::clamp;
  const bool other = !clamps && activation.kind != ActivationKind::none;
#pragma GCC unroll 24
  for (int p = 0; p < pixels; ++p) {
#pragma GCC unroll 8
    for (int b = 0; b < blocks; ++b) {
      const __mmask16 mask = b == blocks - 1 ? tile.last_mask : 0xffff;
      __m512 x = sum[p][b];
      if (tile.residual[0] != nullptr)
        x = _mm512_add_ps(x, _mm512_maskz_loadu_ps(mask, tile.residual[p] + b * 16));
      if (clamps) x = clamp(x, activation.low, activation.high);
      _mm512_mask_storeu_ps(tile.out[p] + b * 16, mask, x);
    }
  }
  if (!other) return;
  for (int p = 0; p < pixels; ++p) {
    for (int b = 0; b < blocks; ++b) {
      const __mmask16 mask = b == blocks - 1 ? tile.last_mask : 0xffff;
      float* out = tile.out[p] + b * 16;
      _mm512_mask_storeu_ps(out, mask, activate(activation, _mm512_maskz_loadu_ps(mask, out)));
    }
  }
}

template <int pixels, int blocks>
__attribute__((noinline)) void run_tile(const Walk& walk, const Tile& tile) {
  __m512 sum[pixels][blocks];
#pragma GCC unroll 24
  for (int p = 0; p < pixels; ++p)
#pragma GCC unroll 8
    for (int b = 0; b < blocks; ++b) sum[p][b] = _mm512_load_ps(tile.bias + b * 16);
  const float* weights = tile.weights;
  for (ptrdiff_t i = 0; i < walk.taps_y; ++i) {
    for (ptrdiff_t j = 0; j < walk.taps_x; ++j) {
      const ptrdiff_t begin = i * walk.tap_y_offset + j * walk.tap_x_offset;
      for (ptrdiff_t c = begin; c < begin + walk.channels; ++c, weights += 16)
        multiply_add<pixels, blocks>(sum, tile.in, c, weights, walk.block_size);
    }
  }
  store<pixels, blocks>(sum, tile, *walk.activation);
}

using RunTile = void (*)(const Walk&, const Tile&);

// kTiles[b - 1][p]: the tile of b blocks and p pixels; as many pixels as leave registers for the
// weights and a broadcast value. 5 to 8 blocks only for a single pixel.
template <int blocks, int... pixels>
constexpr void fill(RunTile* row) {
  ((row[pixels] = run_tile<pixels, blocks>), ...);
}

struct Tiles {
  RunTile of[kMaxBlocks][kMaxPixels + 1] = {};
  constexpr Tiles() {
    fill<1, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 24>(of[0]);
    fill<2, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12>(of[1]);
    fill<3, 1, 2, 3, 4, 5, 6, 7, 8>(of[2]);
    fill<4, 1, 2, 3, 4, 5, 6>(of[3]);
    fill<5, 1>(of[4]);
    fill<6, 1>(of[5]);
    fill<7, 1>(of[6]);
    fill<8, 1>(of[7]);
  }
};
constexpr Tiles kTiles;

int blocks_at_once(ptrdiff_t blocks_left, ptrdiff_t pixels) {
  const ptrdiff_t most = pixels == 1 ? kMaxBlocks : 4;
  return static_cast<int>(blocks_left < most ? blocks_left : most);
}

int pixels_at_once(ptrdiff_t pixels_left, int blocks) {
  constexpr int kMost[] = {24, 12, 8, 6, 1, 1, 1, 1};
  const int most = kMost[blocks - 1];
  if (pixels_left >= most) return most;
  return static_cast<int>(pixels_left > 12 ? 12 : pixels_left);
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
    const ptrdiff_t missing = (block + blocks) * 16 - channels;
    tile.last_mask = static_cast<__mmask16>(0xffff >> (missing > 0 ? missing : 0));
    tile.weights = packed.weights.data() + block * walk.block_size;
    tile.bias = packed.bias.data() + block * 16;
    Cursor cursor;
    for (ptrdiff_t pixel = 0; pixel < all_pixels;) {
      const int pixels = pixels_at_once(all_pixels - pixel, blocks);
      locate(tile, pixels, cursor, block * 16, packed.shape, input, output, stage.residual);
      kTiles.of[blocks - 1][pixels](walk, tile);
      pixel += pixels;
    }
    block += blocks;
  }
}

}  // namespace

ConvF32 conv_f32_avx512_vnni() { return run; }

}  // namespace sprint::kernels
