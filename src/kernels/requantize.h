// The output stage of integer convolutions over an instruction set's vectors `V`. In an anonymous
// namespace: each file of an instruction set has its own.
//
// Per vector of sums 4 instructions scale and round, and per four vectors 5 pack, add the zero
// point and clamp; a second stage has 6 or 9 more. Bounds of floats are compared as integers, for
// which processors have more units.
#pragma once

#include <cstddef>

#include "kernels/output_stage.h"
#include "kernels/unroll.h"

namespace sprint::kernels {
namespace {

enum class Second { none, residual, affine };

inline Second second_of(const OutputStage& stage) {
  if (stage.residual != nullptr) return Second::residual;
  return stage.affine != nullptr ? Second::affine : Second::none;
}

template <typename V, int vectors>
struct Floats {
  typename V::Float at[vectors];
};

// From sums to what the last stage rounds, for `vectors` vectors of channels. Holds copies of all
// that it needs, as stores of bytes may alias anything.
template <typename V, Second second, int vectors>
class Scaler {
 public:
  // load(array) gives the Floats of an array of the stage.
  template <typename Load>
  [[gnu::always_inline]] Scaler(const OutputStage& stage, const Load& load)
      : multiplier_(load(stage.multiplier)) {
    int32_t zero = stage.zero_point;
    if constexpr (second == Second::affine) {
      own_multiplier_ = load(stage.affine->multiplier);
      offset_ = load(stage.affine->offset);
    }
    if constexpr (second == Second::residual) {
      zero -= stage.residual->own_zero_point;
      own_multiplier_.at[0] = V::set(stage.residual->own_multiplier);
      residual_multiplier_ = V::set(stage.residual->multiplier);
      residual_zero_ = V::set(stage.residual->zero_point);
    }
    low_ = V::set(kRound + static_cast<float>(stage.low - stage.zero_point));
    high_ = V::set(kRound + static_cast<float>(stage.high - stage.zero_point));
    shift_ = V::set(kRound - static_cast<float>(zero));
  }

  // Of vector n; residual() is what is added to it, if anything.
  template <int n, typename Residual>
  [[gnu::always_inline]] typename V::Float value(typename V::Int acc,
                                                 const Residual& residual) const {
    const auto scaled = V::multiply(V::to_float(acc), multiplier_.at[n]);
    if constexpr (second == Second::none) {
      return scaled;
    } else {
      // The first stage's result less a zero point.
      const auto rounded = V::add(scaled, V::set(kRound));
      const auto q = V::subtract(V::at_most(V::at_least(rounded, low_), high_), shift_);
      if constexpr (second == Second::affine) {
        return V::add(V::multiply(q, own_multiplier_.at[n]), offset_.at[n]);
      } else {
        const auto r = V::subtract(residual(), residual_zero_);
        return V::add(V::multiply(q, own_multiplier_.at[0]),
                      V::multiply(V::to_float(r), residual_multiplier_));
      }
    }
  }

 private:
  // 1.5 * 2^23: floats from 2^23 to 2^24 are the integers, so that adding it rounds to the nearest
  // and subtracting it is exact. What lies outside is behind one of the bounds before and after.
  static constexpr float kRound = 12582912.0F;

  typename V::Float low_, high_, shift_, residual_multiplier_;
  Floats<V, vectors> multiplier_, own_multiplier_, offset_;
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

}  // namespace
}  // namespace sprint::kernels
