// The sums of a register tile, over an instruction set's vectors `V`. In an anonymous namespace:
// each file of an instruction set has its own.
//
// V::kLanes int32 per vector; a tile is some pixels x some vectors of output channels. Per group of
// 4 input channels it loads each vector of weights once and broadcasts the 4 bytes of each pixel.
#pragma once

#include <utility>

#include "kernels/conv_u8s8/conv_u8s8.h"

namespace sprint::kernels {

inline constexpr int kMaxPixels = 24, kMaxVectors = 8;

namespace {

// The plain requantization of an OutputStage, and where its results go.
struct Narrow {
  const float* multiplier;      // of the tile's first channel
  uint8_t* pixels[kMaxPixels];  // the tile's first channel of each
  int32_t last;                 // channels that exist of the last vector
  int32_t zero_point, low, high;
};

// Where a tile reads.
struct TileInput {
  const uint8_t* pixels[kMaxPixels];  // the first tap of each
  const int8_t* weights;              // of the first block
  ptrdiff_t block_size;               // bytes of weights from one block of 16 channels to the next
  const int32_t* bias;
  ptrdiff_t row_step, column_step;  // from tap to tap
  int32_t rows, columns, groups;    // taps, and groups of 4 channels in each
  const Narrow* narrow;             // null to have the sums
};

// body(std::integral_constant<int, i>) for 0 <= i < count, unrolled.
template <int count, typename Body>
[[gnu::always_inline]] inline void unroll(const Body& body) {
  [&]<int... i>(std::integer_sequence<int, i...>) __attribute__((always_inline)) {
    (body(std::integral_constant<int, i>{}), ...);
  }
  (std::make_integer_sequence<int, count>{});
}

// Requantizes four vectors at a time, in order of pixels, then channels: their bytes fill a vector.
// `full`: all channels of the last vector exist.
template <typename V, bool full, int pixels, int vectors>
[[gnu::always_inline]] inline void narrow(const typename V::Int (&acc)[pixels][vectors],
                                          const Narrow& out) {
  constexpr int count = pixels * vectors;
  const int32_t last = full ? V::kLanes : out.last;
  const typename V::Narrower narrower(out.zero_point, out.low, out.high);
  typename V::Float multiplier[vectors];
  unroll<vectors>([&](auto n) __attribute__((always_inline)) {
    multiplier[n] = V::load(out.multiplier + n * V::kLanes);
  });
  unroll<(count + 3) / 4>([&](auto quad) __attribute__((always_inline)) {
    typename V::Int rounded[4];
    unroll<4>([&](auto k) __attribute__((always_inline)) {
      constexpr int v = quad * 4 + k < count ? quad * 4 + k : count - 1;
      rounded[k] = narrower.round(
          V::multiply(V::to_float(acc[v / vectors][v % vectors]), multiplier[v % vectors]));
    });
    const typename V::Int bytes = narrower.pack(rounded[0], rounded[1], rounded[2], rounded[3]);
    unroll<4>([&](auto k) __attribute__((always_inline)) {
      constexpr int v = quad * 4 + k;
      if constexpr (v < count) {
        uint8_t* const p = out.pixels[v / vectors] + v % vectors * V::kLanes;
        const int32_t left = v % vectors == vectors - 1 ? last : V::kLanes;
        V::template store_quarter<k>(p, bytes, left);
      }
    });
  });
}

// Writes [pixels][vectors * V::kLanes] sums, or what in.narrow says.
template <typename V, int pixels, int vectors>
void tile(const TileInput& in, int32_t* sums) {
  typename V::Int acc[pixels][vectors];
  unroll<vectors>([&](auto n) __attribute__((always_inline)) {
    const auto bias = V::load(in.bias + n * V::kLanes);
    unroll<pixels>([&](auto m) __attribute__((always_inline)) { acc[m][n] = bias; });
  });
  const uint8_t* pixel[pixels];
  unroll<pixels>([&](auto m) __attribute__((always_inline)) { pixel[m] = in.pixels[m]; });
  const int8_t* weights = in.weights;
  const ptrdiff_t block_size = in.block_size;
  const ptrdiff_t tap_size = ptrdiff_t{4} * in.groups;
  for (int32_t i = 0; i < in.rows; ++i) {
    for (int32_t j = 0; j < in.columns; ++j) {
      ptrdiff_t offset = i * in.row_step + j * in.column_step;
      const ptrdiff_t end = offset + tap_size;
      for (; offset != end; offset += 4, weights += 64) {
        typename V::Weights w[vectors];
        unroll<vectors>([&](auto n) __attribute__((always_inline)) {
          constexpr int channel = n * V::kLanes;
          w[n] = V::load_weights(weights + channel / 16 * block_size + channel % 16 * 4);
        });
        unroll<pixels>([&](auto m) __attribute__((always_inline)) {
          const auto x = V::broadcast(pixel[m] + offset);
          unroll<vectors>([&](auto n) __attribute__((always_inline)) {
            acc[m][n] = V::dot(acc[m][n], x, w[n]);
          });
        });
      }
    }
  }
  if (in.narrow != nullptr && in.narrow->last >= V::kLanes) {
    return narrow<V, true, pixels, vectors>(acc, *in.narrow);
  }
  if (in.narrow != nullptr) return narrow<V, false, pixels, vectors>(acc, *in.narrow);
  unroll<pixels>([&](auto m) __attribute__((always_inline)) {
    unroll<vectors>([&](auto n) __attribute__((always_inline)) {
      V::store(sums + (m * vectors + n) * V::kLanes, acc[m][n]);
    });
  });
}

using Tile = void (*)(const TileInput& in, int32_t* sums);

// The tiles of 1 .. kMaxPixels pixels and `vectors` vectors; null above V::max_pixels(vectors).
template <typename V>
struct Tiles {
  Tile at[kMaxVectors + 1][kMaxPixels + 1] = {};

  constexpr Tiles() { fill<1, 1>(); }

 private:
  template <int vectors, int pixels>
  constexpr void fill() {
    at[vectors][pixels] = &tile<V, pixels, vectors>;
    if constexpr (pixels < V::max_pixels(vectors)) {
      fill<vectors, pixels + 1>();
    } else if constexpr (vectors < kMaxVectors) {
      fill<vectors + 1, 1>();
    }
  }
};

}  // namespace
}  // namespace sprint::kernels
