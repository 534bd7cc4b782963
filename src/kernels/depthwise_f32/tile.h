// The sums of a register tile, over an instruction set's vectors `V`. In an anonymous namespace, as
// unroll.h.
//
// A tile is one vector of channels of some pixels side by side, of one output row or of two.
#pragma once

#include "kernels/conv_f32/finish.h"
#include "kernels/depthwise_f32/depthwise_f32.h"
#include "kernels/unroll.h"

namespace sprint::kernels {
namespace {

// What all tiles of a run share. Steps are in floats.
struct Walk {
  int32_t tap_rows, tap_columns;
  ptrdiff_t tap_row_step, tap_column_step;     // from tap to tap
  ptrdiff_t tap_weights;                       // of weights, from tap to tap
  ptrdiff_t in_row, out_row, residual_row;     // from output row to output row
  ptrdiff_t in_step, out_step, residual_step;  // from one output pixel of a row to the next
};

// The first pixel and the channels of a tile.
struct Tile {
  const float* in;  // its first tap
  float* out;
  const float* residual;  // null where there is none
  const float* weights;
  const float* bias;
  ptrdiff_t channels;  // that exist from the first one on
};

// What the stores might overlap is read before them.
template <typename V, int rows, int pixels>
[[gnu::always_inline]] inline void store(typename V::Float (&sums)[rows][pixels], const Walk& walk,
                                         const Tile& tile, const Finish<V>& finish) {
  if (tile.residual != nullptr) {
    unroll<rows>([&](auto r) __attribute__((always_inline)) {
      const float* residual = tile.residual + r * walk.residual_row;
      unroll<pixels>([&](auto m) __attribute__((always_inline)) {
        sums[r][m] = V::add(sums[r][m], V::load(residual + m * walk.residual_step));
      });
    });
  }
  const auto low = finish.low, high = finish.high;
  const ptrdiff_t out_step = walk.out_step;
  const auto mask = V::first(tile.channels);
  unroll<rows>([&](auto r) __attribute__((always_inline)) {
    float* out = tile.out + r * walk.out_row;
    unroll<pixels>([&](auto m) __attribute__((always_inline)) {
      V::store_masked(out, V::clamp_number(sums[r][m], low, high), mask);
      out += out_step;
    });
  });
}

// One output row, any kernel.
template <typename V, int pixels>
void run_row_tile(const Walk& walk, const Tile& tile, const Finish<V>& finish) {
  typename V::Float sums[1][pixels];
  const auto bias = V::load(tile.bias);
  unroll<pixels>([&](auto m) __attribute__((always_inline)) { sums[0][m] = bias; });
  const float* weights = tile.weights;
  for (int32_t i = 0; i < walk.tap_rows; ++i) {
    const float* in = tile.in + i * walk.tap_row_step;
    for (int32_t j = 0; j < walk.tap_columns; ++j) {
      const auto weight = V::load(weights);
      unroll<pixels>([&](auto m) __attribute__((always_inline)) {
        sums[0][m] = V::multiply_add(V::load(in + m * walk.in_step), weight, sums[0][m]);
      });
      in += walk.tap_column_step;
      weights += walk.tap_weights;
    }
  }
  store<V>(sums, walk, tile, finish);
}

// Two output rows, 3x3 taps side by side: every vector of the input is loaded once, for all the
// products that it is in. Column j of the input is tap j - m * stride of pixel m.
template <typename V, int stride, int pixels>
void run_3x3_tile(const Walk& walk, const Tile& tile, const Finish<V>& finish) {
  typename V::Float weights[9], sums[2][pixels];
  unroll<9>([&](auto t) __attribute__((always_inline)) {
    weights[t] = V::load(tile.weights + t * walk.tap_weights);
  });
  const auto bias = V::load(tile.bias);
  unroll<2 * pixels>([&](auto m) __attribute__((always_inline)) { sums[m % 2][m / 2] = bias; });
  unroll<stride + 3>([&](auto i) __attribute__((always_inline)) {
    const float* in = tile.in + i * walk.tap_row_step;
    unroll<(pixels - 1) * stride + 3>([&](auto j) __attribute__((always_inline)) {
      const auto x = V::load(in);
      in += walk.tap_column_step;
      unroll<3>([&](auto b) __attribute__((always_inline)) {
        constexpr int column = j - b, m = column / stride;
        if constexpr (column >= 0 && column % stride == 0 && m < pixels) {
          if constexpr (i < 3) sums[0][m] = V::multiply_add(x, weights[i * 3 + b], sums[0][m]);
          if constexpr (i >= stride) {
            sums[1][m] = V::multiply_add(x, weights[(i - stride) * 3 + b], sums[1][m]);
          }
        }
      });
    });
  });
  store<V>(sums, walk, tile, finish);
}

}  // namespace
}  // namespace sprint::kernels
