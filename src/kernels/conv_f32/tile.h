// The sums of register tiles, over an instruction set's vectors `V`. In an anonymous namespace, as
// unroll.h.
//
// A tile is some pixels x some vectors of output channels. Per input channel of a tap it loads each
// vector of weights once and broadcasts the value of each pixel: pixels + vectors loads for pixels
// * vectors products. Addresses of pixels that lie anywhere do not fit the registers, which makes
// these loads, too, and more than products; those of pixels in even steps are a few bases and
// multiples of the step.
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
};

// Where the pixels of a tile lie: each anywhere, or `step` floats from the one before it.
template <typename T>
struct TilePixels {
  T* at[kMaxPixels];
  ptrdiff_t step;
};

template <bool even, typename T>
[[gnu::always_inline]] inline T* address(const TilePixels<T>& pixels, ptrdiff_t m) {
  return even ? pixels.at[0] + m * pixels.step : pixels.at[m];
}

// `count` tiles of pixels in even steps that follow each other, or one of others.
struct Tiles {
  int32_t count;
  TilePixels<const float> in;  // the first taps
  TilePixels<float> out;
  TilePixels<const float> residual;  // null where there is none
  const float* weights;
  const float* bias;
  int32_t channel;   // the first one
  int32_t channels;  // that exist from there on
  const FloatAffine* affine;
};

// The values of a tile's pixels, channel by channel of a tap.
template <bool even, int pixels>
class Values {
 public:
  [[gnu::always_inline]] Values(const TilePixels<const float>& in, ptrdiff_t /*first*/) {
    unroll<pixels>([&](auto m) __attribute__((always_inline)) { pixel_[m] = in.at[m]; });
  }
  [[gnu::always_inline]] void go_to(ptrdiff_t tap) { offset_ = tap; }
  [[gnu::always_inline]] void next() { ++offset_; }
  template <int m>
  [[gnu::always_inline]] float get() const {
    return pixel_[m][offset_];
  }

 private:
  const float* pixel_[pixels];
  ptrdiff_t offset_ = 0;
};

template <int pixels>
class Values<true, pixels> {
 public:
  [[gnu::always_inline]] Values(const TilePixels<const float>& in, ptrdiff_t first)
      : first_(address<true>(in, first)), step_(in.step) {}
  [[gnu::always_inline]] void go_to(ptrdiff_t tap) {
    unroll<kBases>([&](auto k)
                       __attribute__((always_inline)) { base_[k] = first_ + tap + 4 * k * step_; });
  }
  [[gnu::always_inline]] void next() {
    unroll<kBases>([&](auto k) __attribute__((always_inline)) { ++base_[k]; });
  }
  template <int m>
  [[gnu::always_inline]] float get() const {
    return base_[m / 4][m % 4 * step_];
  }

 private:
  static constexpr int kBases = (pixels + 3) / 4;
  const float *first_, *base_[kBases];
  ptrdiff_t step_;
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

template <typename V, bool far_weights, int pixels, int vectors, bool even>
[[gnu::always_inline]] inline void add_products(typename V::Float (&sums)[pixels][vectors],
                                                const Taps& taps, const float* weights,
                                                Values<even, pixels> values) {
  const ptrdiff_t block_size = taps.block_size, tap_size = 16 * taps.size;
  for (int32_t i = 0; i < taps.rows; ++i) {
    for (int32_t j = 0; j < taps.columns; ++j) {
      values.go_to(i * taps.row_step + j * taps.column_step);
      for (const float* const end = weights + tap_size; weights != end; weights += 16) {
        typename V::Float w[vectors];
        unroll<vectors>([&](auto n) __attribute__((always_inline)) {
          const float* const at = vector_of<V>(weights, block_size, n);
          w[n] = V::load(at);
          if constexpr (far_weights) __builtin_prefetch(at + kVectorsAhead * 16);
        });
        unroll<pixels>([&](auto m) __attribute__((always_inline)) {
          const auto x = V::set(values.template get<m>());
          unroll<vectors>([&](auto n) __attribute__((always_inline)) {
            sums[m][n] = V::multiply_add(x, w[n], sums[m][n]);
          });
        });
        values.next();
      }
    }
  }
}

// The pixels from `first` on. All channels exist but of the last block of 16. What the stores might
// overlap is read before them.
template <typename V, bool even, int pixels, int vectors>
[[gnu::always_inline]] inline void store(typename V::Float (&sums)[pixels][vectors],
                                         const Tiles& tiles, ptrdiff_t first,
                                         const typename V::Mask (&mask)[vectors],
                                         const Finish<V>& finish) {
  if (tiles.residual.at[0] != nullptr) {
    unroll<pixels>([&](auto m) __attribute__((always_inline)) {
      const float* const residual = address<even>(tiles.residual, first + m) + tiles.channel;
      unroll<vectors>([&](auto n) __attribute__((always_inline)) {
        sums[m][n] = V::add(sums[m][n], V::load(residual + n * V::kLanes));
      });
    });
  }
  const auto low = finish.low, high = finish.high;
  unroll<pixels * vectors>([&](auto k) __attribute__((always_inline)) {
    auto& x = sums[k / vectors][k % vectors];
    x = V::clamp_number(x, low, high);
  });
  if (tiles.affine != nullptr) {
    unroll<vectors>([&](auto n) __attribute__((always_inline)) {
      const ptrdiff_t channel = tiles.channel + n * V::kLanes;
      const auto multiplier = V::load(tiles.affine->multiplier + channel);
      const auto offset = V::load(tiles.affine->offset + channel);
      unroll<pixels>([&](auto m) __attribute__((always_inline)) {
        sums[m][n] = V::multiply_add(sums[m][n], multiplier, offset);
      });
    });
  }
  float* out[pixels];
  unroll<pixels>([&](auto m) __attribute__((always_inline)) {
    out[m] = address<even>(tiles.out, first + m) + tiles.channel;
  });
  unroll<pixels>([&](auto m) __attribute__((always_inline)) {
    unroll<vectors>([&](auto n) __attribute__((always_inline)) {
      constexpr int channel = n * V::kLanes, last_block = (vectors * V::kLanes - 1) / 16 * 16;
      if constexpr (channel < last_block) {
        V::store(out[m] + channel, sums[m][n]);
      } else {
        V::store_masked(out[m] + channel, sums[m][n], mask[n]);
      }
    });
  });
}

template <typename V, int pixels, int vectors, bool even>
void run_tiles(const Taps& taps, const Tiles& tiles, const Finish<V>& finish) {
  typename V::Mask mask[vectors];
  unroll<vectors>([&](auto n) __attribute__((always_inline)) {
    mask[n] = V::first(tiles.channels - n * V::kLanes);
  });
  for (ptrdiff_t t = 0; t < tiles.count; ++t) {
    typename V::Float sums[pixels][vectors];
    unroll<vectors>([&](auto n) __attribute__((always_inline)) {
      const auto bias = V::load(tiles.bias + n * V::kLanes);
      unroll<pixels>([&](auto m) __attribute__((always_inline)) { sums[m][n] = bias; });
    });
    const Values<even, pixels> values(tiles.in, t * pixels);
    if (taps.far_weights) {
      add_products<V, true>(sums, taps, tiles.weights, values);
    } else {
      add_products<V, false>(sums, taps, tiles.weights, values);
    }
    store<V, even>(sums, tiles, t * pixels, mask, finish);
  }
}

}  // namespace
}  // namespace sprint::kernels
