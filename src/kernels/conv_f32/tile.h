// The sums of a register tile, over an instruction set's vectors `V`. In an anonymous namespace, as
// unroll.h.
//
// A tile is some pixels x some vectors of output channels. Per input channel of a tap it loads each
// vector of weights once and broadcasts the value of each pixel.
#pragma once

#include "kernels/conv_f32/finish.h"
#include "kernels/unroll.h"

namespace sprint::kernels {
namespace {

// Pixels of a tile, at most; and vectors, which only a single pixel has.
constexpr int kMaxPixels = 14, kMaxVectors = 8;

// What all tiles of a run share. Offsets and sizes are in floats.
struct Taps {
  int32_t rows, columns;
  ptrdiff_t size;                   // floats of a tap side by side in the input
  ptrdiff_t row_step, column_step;  // from tap to tap
  ptrdiff_t block_size;             // of weights, of 16 output channels
  bool far_weights;                 // too many for the first cache
  const Activation* activation;
};

// Where a tile reads and writes: of each pixel the first tap, the output and the residual.
struct Tile {
  const float* in[kMaxPixels];
  float* out[kMaxPixels];
  const float* residual[kMaxPixels];  // null where there is none
  const float* weights;
  const float* bias;
  int32_t channel;   // the first one
  int32_t channels;  // that exist from there on
};

// The vector at channel n * kLanes of blocks of 16 channels.
template <typename V>
[[gnu::always_inline]] inline const float* vector_of(const float* weights, ptrdiff_t block_size,
                                                     int n) {
  return weights + n * V::kLanes / 16 * block_size + n * V::kLanes % 16;
}

// How far ahead weights that are not in the first cache are asked for, in vectors: some 200 cycles,
// what the third one takes.
constexpr int kVectorsAhead = 32;

template <typename V, int pixels, int vectors, bool far_weights>
[[gnu::always_inline]] inline void add_products(typename V::Float (&sums)[pixels][vectors],
                                                const Taps& taps, const Tile& tile) {
  const float* pixel[pixels];
  unroll<pixels>([&](auto m) __attribute__((always_inline)) { pixel[m] = tile.in[m]; });
  const float* weights = tile.weights;
  const ptrdiff_t block_size = taps.block_size, size = taps.size;
  for (int32_t i = 0; i < taps.rows; ++i) {
    for (int32_t j = 0; j < taps.columns; ++j) {
      ptrdiff_t offset = i * taps.row_step + j * taps.column_step;
      for (const ptrdiff_t end = offset + size; offset != end; ++offset, weights += 16) {
        typename V::Float w[vectors];
        unroll<vectors>([&](auto n) __attribute__((always_inline)) {
          const float* const at = vector_of<V>(weights, block_size, n);
          w[n] = V::load(at);
          if constexpr (far_weights) __builtin_prefetch(at + kVectorsAhead * 16);
        });
        unroll<pixels>([&](auto m) __attribute__((always_inline)) {
          const auto x = V::set(pixel[m][offset]);
          unroll<vectors>([&](auto n) __attribute__((always_inline)) {
            sums[m][n] = V::multiply_add(x, w[n], sums[m][n]);
          });
        });
      }
    }
  }
}

// All channels exist but of the last block of 16. What the stores might overlap is read before
// them.
template <typename V, int pixels, int vectors>
[[gnu::always_inline]] inline void store(typename V::Float (&sums)[pixels][vectors],
                                         const Tile& tile, const Finish<V>& finish) {
  if (tile.residual[0] != nullptr) {
    unroll<pixels>([&](auto m) __attribute__((always_inline)) {
      unroll<vectors>([&](auto n) __attribute__((always_inline)) {
        sums[m][n] = V::add(sums[m][n], V::load(tile.residual[m] + tile.channel + n * V::kLanes));
      });
    });
  }
  const auto low = finish.low, high = finish.high;
  float* out[pixels];
  unroll<pixels>([&](auto m)
                     __attribute__((always_inline)) { out[m] = tile.out[m] + tile.channel; });
  typename V::Mask mask[vectors];
  unroll<vectors>([&](auto n) __attribute__((always_inline)) {
    mask[n] = V::first(tile.channels - n * V::kLanes);
  });
  unroll<pixels>([&](auto m) __attribute__((always_inline)) {
    unroll<vectors>([&](auto n) __attribute__((always_inline)) {
      constexpr int channel = n * V::kLanes, last_block = (vectors * V::kLanes - 1) / 16 * 16;
      const auto x = V::clamp_number(sums[m][n], low, high);
      if constexpr (channel < last_block) {
        V::store(out[m] + channel, x);
      } else {
        V::store_masked(out[m] + channel, x, mask[n]);
      }
    });
  });
}

template <typename V, int pixels, int vectors>
void run_tile(const Taps& taps, const Tile& tile, const Finish<V>& finish) {
  typename V::Float sums[pixels][vectors];
  unroll<vectors>([&](auto n) __attribute__((always_inline)) {
    const auto bias = V::load(tile.bias + n * V::kLanes);
    unroll<pixels>([&](auto m) __attribute__((always_inline)) { sums[m][n] = bias; });
  });
  if (taps.far_weights) {
    add_products<V, pixels, vectors, true>(sums, taps, tile);
  } else {
    add_products<V, pixels, vectors, false>(sums, taps, tile);
  }
  store<V>(sums, tile, finish);
}

}  // namespace
}  // namespace sprint::kernels
