// What becomes of the sums of register tiles on their way to 8 bits. In an anonymous namespace, as
// tile.h. A layer of few terms per sum is bound by it.
#pragma once

#include "kernels/requantize.h"

namespace sprint::kernels {
namespace {

// An OutputStage at the first pixel and channel of a tile.
struct TileOutput {
  const OutputStage* stage = nullptr;
  int32_t channel = 0;   // the tile's first
  int32_t channels = 0;  // that exist from there on; no more are stored
  uint8_t* pixel = nullptr;
  ptrdiff_t pixel_step = 0, row_step = 0;
  const uint8_t* residual_pixel = nullptr;
  ptrdiff_t residual_step = 0, residual_row_step = 0;
};

// Requantizes and stores the sums of tiles that follow each other in a row of pixels.
template <typename V, StageKind kind, int pixels, int vectors>
class Finisher {
 public:
  [[gnu::always_inline]] explicit Finisher(const TileOutput& out)
      : requantizer_(*out.stage, [&](const float* array) { return load(array + out.channel); }),
        existing_(out.channels),
        step_(out.pixel_step),
        residual_step_(out.residual_step) {}

  // Of the tile that begins at `pixel` and `residual`, which move on to the next. Four vectors at a
  // time, whose bytes fill one: a part of a pixel, a pixel, or several.
  [[gnu::always_inline]] void store(const typename V::Int (&acc)[pixels][vectors], uint8_t*& pixel,
                                    const uint8_t*& residual) const {
    unroll<(pixels + kStores - 1) / kStores * kParts>([&](
        auto quad) __attribute__((always_inline)) {
      constexpr int m = quad / kParts * kStores, n = quad % kParts * kPerStore;
      const typename V::Int bytes = quad_bytes<m, n>(acc, residual);
      unroll<kStores>([&](auto s) __attribute__((always_inline)) {
        if constexpr (m + s < pixels) {
          V::template store_quarters<s * kPerStore, kPerStore, n>(pixel, bytes, existing_);
          if constexpr (n + kPerStore == vectors) pixel += step_;
        }
      });
    });
  }

 private:
  static constexpr int kPerStore = vectors < 4 ? vectors : 4;
  static constexpr int kStores = 4 / kPerStore, kParts = vectors / kPerStore;
  static_assert(kParts * kPerStore == vectors);

  [[gnu::always_inline]] static Floats<V, vectors> load(const float* array) {
    Floats<V, vectors> loaded;
    unroll<vectors>([&](auto n) __attribute__((always_inline)) {
      loaded.at[n] = V::load(array + n * V::kLanes);
    });
    return loaded;
  }

  template <int m0, int n0>
  [[gnu::always_inline]] typename V::Int quad_bytes(const typename V::Int (&acc)[pixels][vectors],
                                                    const uint8_t*& residual) const {
    typename V::Int results[4];
    unroll<4>([&](auto k) __attribute__((always_inline)) {
      constexpr int m = m0 + k / kPerStore, n = n0 + k % kPerStore;
      if constexpr (k < kStores * kPerStore && m < pixels) {
        results[k] = requantizer_.template result<n>(
            acc[m][n], [&] { return V::load(residual + n * V::kLanes); });
        if constexpr (n + 1 == vectors) residual += residual_step_;
      } else {
        results[k] = results[0];
      }
    });
    return V::gather_quarters(requantizer_.bytes(results));
  }

  Requantizer<V, kind, vectors> requantizer_;
  typename V::Existing existing_;
  ptrdiff_t step_, residual_step_;
};

}  // namespace
}  // namespace sprint::kernels
