// What becomes of the sums of a register tile on their way to 8 bits. In an anonymous namespace, as
// tile.h.
//
// Per vector of sums 4 instructions scale and round, and per four vectors 9 pack, add the zero
// point, clamp and store; a second stage has 6 or 9 more. A layer of few terms per sum is bound by
// these. Bounds of floats are compared as integers, for which processors have more units.
#pragma once

#include <cstddef>
#include <utility>

#include "kernels/output_stage.h"

namespace sprint::kernels {
namespace {

enum class Second { none, residual, affine };

// An OutputStage at the first pixel and channel of a tile.
struct TileOutput {
  const OutputStage* stage = nullptr;
  int32_t channel = 0;   // the tile's first
  int32_t channels = 0;  // that exist from there on; no more are stored
  uint8_t* pixel = nullptr;
  ptrdiff_t pixel_step = 0;
  const uint8_t* residual_pixel = nullptr;
  ptrdiff_t residual_step = 0;
};

// body(std::integral_constant<int, i>) for 0 <= i < count, unrolled.
template <int count, typename Body>
[[gnu::always_inline]] inline void unroll(const Body& body) {
  [&]<int... i>(std::integer_sequence<int, i...>) __attribute__((always_inline)) {
    (body(std::integral_constant<int, i>{}), ...);
  }
  (std::make_integer_sequence<int, count>{});
}

// From sums to what the last stage rounds. Holds copies of all that it needs, as stores of bytes
// may alias anything.
template <typename V, Second second, int vectors>
class Scaler {
 public:
  [[gnu::always_inline]] explicit Scaler(const TileOutput& out) {
    const OutputStage& stage = *out.stage;
    load(multiplier_, stage.multiplier + out.channel);
    int32_t zero = stage.zero_point;
    if constexpr (second == Second::affine) {
      load(own_multiplier_, stage.affine->multiplier + out.channel);
      load(offset_, stage.affine->offset + out.channel);
    }
    if constexpr (second == Second::residual) {
      zero -= stage.residual->own_zero_point;
      own_multiplier_[0] = V::set(stage.residual->own_multiplier);
      residual_multiplier_ = V::set(stage.residual->multiplier);
      residual_zero_ = V::set(stage.residual->zero_point);
    }
    low_ = V::set(kRound + static_cast<float>(stage.low - stage.zero_point));
    high_ = V::set(kRound + static_cast<float>(stage.high - stage.zero_point));
    shift_ = V::set(kRound - static_cast<float>(zero));
  }

  // Of vector n of a pixel, whose residual begins at `residual`.
  template <int n>
  [[gnu::always_inline]] typename V::Float value(typename V::Int acc,
                                                 const uint8_t* residual) const {
    const auto scaled = V::multiply(V::to_float(acc), multiplier_[n]);
    if constexpr (second == Second::none) {
      return scaled;
    } else {
      // The first stage's result less a zero point.
      const auto rounded = V::add(scaled, V::set(kRound));
      const auto q = V::subtract(V::at_most(V::at_least(rounded, low_), high_), shift_);
      if constexpr (second == Second::affine) {
        return V::add(V::multiply(q, own_multiplier_[n]), offset_[n]);
      } else {
        const auto r = V::subtract(V::load(residual + n * V::kLanes), residual_zero_);
        return V::add(V::multiply(q, own_multiplier_[0]),
                      V::multiply(V::to_float(r), residual_multiplier_));
      }
    }
  }

 private:
  // 1.5 * 2^23: floats from 2^23 to 2^24 are the integers, so that adding it rounds to the nearest
  // and subtracting it is exact. What lies outside is behind one of the bounds before and after.
  static constexpr float kRound = 12582912.0F;

  [[gnu::always_inline]] static void load(typename V::Float (&to)[vectors], const float* from) {
    unroll<vectors>([&](auto n)
                        __attribute__((always_inline)) { to[n] = V::load(from + n * V::kLanes); });
  }

  typename V::Float low_, high_, shift_, residual_multiplier_;
  typename V::Float multiplier_[vectors], own_multiplier_[vectors], offset_[vectors];
  typename V::Int residual_zero_;
};

template <typename V, Second second>
[[gnu::always_inline]] inline typename V::Narrower last_stage(const OutputStage& stage) {
  if constexpr (second == Second::affine) {
    return {0, stage.affine->low, stage.affine->high};
  } else if constexpr (second == Second::residual) {
    return {stage.residual->output_zero_point, stage.residual->low, stage.residual->high};
  } else {
    return {stage.zero_point, stage.low, stage.high};
  }
}

// Requantizes and stores the sums of tiles that follow each other in a row of pixels.
template <typename V, Second second, int pixels, int vectors>
class Finisher {
 public:
  [[gnu::always_inline]] explicit Finisher(const TileOutput& out)
      : scaler_(out),
        narrow_(last_stage<V, second>(*out.stage)),
        existing_(out.channels),
        pixel_(out.pixel),
        step_(out.pixel_step),
        residual_(out.residual_pixel),
        residual_step_(out.residual_step) {}

  // Of the next tile. Four vectors at a time, whose bytes fill one: a part of a pixel, a pixel, or
  // several.
  [[gnu::always_inline]] void store(const typename V::Int (&acc)[pixels][vectors]) {
    unroll<(pixels + kStores - 1) / kStores * kParts>([&](
        auto quad) __attribute__((always_inline)) {
      constexpr int m = quad / kParts * kStores, n = quad % kParts * kPerStore;
      const typename V::Int bytes = quad_bytes<m, n>(acc);
      unroll<kStores>([&](auto s) __attribute__((always_inline)) {
        if constexpr (m + s < pixels) {
          V::template store_quarters<s * kPerStore, kPerStore, n>(pixel_, bytes, existing_);
          if constexpr (n + kPerStore == vectors) pixel_ += step_;
        }
      });
    });
  }

 private:
  static constexpr int kPerStore = vectors < 4 ? vectors : 4;
  static constexpr int kStores = 4 / kPerStore, kParts = vectors / kPerStore;
  static_assert(kParts * kPerStore == vectors);

  template <int m0, int n0>
  [[gnu::always_inline]] typename V::Int quad_bytes(const typename V::Int (&acc)[pixels][vectors]) {
    typename V::Int rounded[4];
    unroll<4>([&](auto k) __attribute__((always_inline)) {
      constexpr int m = m0 + k / kPerStore, n = n0 + k % kPerStore;
      if constexpr (k < kStores * kPerStore && m < pixels) {
        rounded[k] = narrow_.round(scaler_.template value<n>(acc[m][n], residual_));
        if constexpr (n + 1 == vectors) residual_ += residual_step_;
      } else {
        rounded[k] = rounded[0];
      }
    });
    return narrow_.pack(rounded[0], rounded[1], rounded[2], rounded[3]);
  }

  Scaler<V, second, vectors> scaler_;
  typename V::Narrower narrow_;
  typename V::Existing existing_;
  uint8_t* pixel_;
  ptrdiff_t step_;
  const uint8_t* residual_;
  ptrdiff_t residual_step_;
};

}  // namespace
}  // namespace sprint::kernels
