// The output stage of integer convolutions over an instruction set's vectors `V`. In an anonymous
// namespace: each file of an instruction set has its own.
//
// Per vector of sums 2 instructions scale and round where the stage is rectified, 3 where it is
// simple, else 6; a second stage has 5 or 8 more; and per four vectors 3 pack, 5 in simple stages.
// Bounds of floats are compared as integers, for which processors have more units.
#pragma once

#include <cstddef>

#include "kernels/output_stage.h"
#include "kernels/unroll.h"

namespace sprint::kernels {
namespace {

// 1.5 * 2^23: floats from 2^23 to 2^24 are the integers, so that adding it rounds to the nearest
// and subtracting it is exact. What lies outside is behind a bound before and after.
constexpr float kRound = 12582912.0F;

// What an output stage consists of; the first two are `plain` with a shortcut.
enum class StageKind { rectified, simple, plain, residual, residual_own_second, affine };

constexpr bool has_residual(StageKind kind) {
  return kind == StageKind::residual || kind == StageKind::residual_own_second;
}

inline StageKind kind_of(const OutputStage& stage) {
  if (stage.residual != nullptr) {
    return stage.residual->own_is_second ? StageKind::residual_own_second : StageKind::residual;
  }
  if (stage.affine != nullptr) return StageKind::affine;
  switch (stage.shortcut) {
    case Shortcut::rectified:
      return StageKind::rectified;
    case Shortcut::simple:
      return StageKind::simple;
    default:
      return StageKind::plain;
  }
}

template <typename V, int vectors>
struct Floats {
  typename V::Float at[vectors];
};

// From sums to bytes, for `vectors` vectors of channels. Holds copies of all that it needs, as
// stores of bytes may alias anything.
template <typename V, StageKind kind, int vectors>
class Requantizer {
 public:
  // load(array) gives the Floats of an array of the stage.
  template <typename Load>
  [[gnu::always_inline]] Requantizer(const OutputStage& stage, const Load& load)
      : multiplier_(load(stage.multiplier)) {
    const auto zero_point = static_cast<float>(stage.zero_point);
    low_ = V::set(kRound - zero_point + static_cast<float>(stage.low));
    high_ = V::set(kRound - zero_point + static_cast<float>(stage.high));
    q_zero_ = V::set(kRound - zero_point);
    own_shift_ = V::subtract(V::set(stage.zero_point), V::bits(V::set(kRound)));
    zero_words_ = V::set_words(stage.zero_point);
    if constexpr (kind == StageKind::rectified) {
      // Exact, as is the sum with the product of 2^23 and the multiplier before it is rounded.
      for (int n = 0; n < vectors; ++n) {
        offset_.at[n] = V::multiply(multiplier_.at[n], V::set(-0x1p23F));
      }
    }
    if constexpr (kind == StageKind::affine) {
      own_multiplier_ = load(stage.affine->multiplier);
      offset_ = load(stage.affine->offset);
    }
    if constexpr (has_residual(kind)) {
      own_multiplier_.at[0] = V::set(stage.residual->own_multiplier);
      residual_multiplier_ = V::set(stage.residual->multiplier);
      offset_.at[0] = V::set(stage.residual->offset);
    }
  }

  // What bytes() takes, of sums of vector n; residual() is what is added, if any.
  template <int n, typename Residual>
  [[gnu::always_inline]] typename V::Int result(typename V::Int acc,
                                                const Residual& residual) const {
    if constexpr (kind == StageKind::rectified) {
      return V::round(V::multiply_add(V::floats(acc), multiplier_.at[n], offset_.at[n]));
    } else {
      const auto product = V::multiply(V::to_float(acc), multiplier_.at[n]);
      if constexpr (kind == StageKind::simple) return V::round(product);
      const auto bounded = V::at_most(V::at_least(V::add(product, V::set(kRound)), low_), high_);
      if constexpr (kind == StageKind::plain) return V::add(V::bits(bounded), own_shift_);
      return second<n>(V::subtract(bounded, q_zero_), residual);
    }
  }

  // The bytes of four results: quarter k of the vector has those of the results' quarters k.
  [[gnu::always_inline]] typename V::Int bytes(const typename V::Int (&results)[4]) const {
    auto low = V::pack_words(results[0], results[1]), high = V::pack_words(results[2], results[3]);
    if constexpr (kind == StageKind::simple) {
      low = V::add_words(low, zero_words_);
      high = V::add_words(high, zero_words_);
    }
    return V::pack_bytes(low, high);
  }

 private:
  template <int n, typename Residual>
  [[gnu::always_inline]] typename V::Int second(typename V::Float q,
                                                const Residual& residual) const {
    if constexpr (kind == StageKind::affine) {
      return V::round(V::multiply_add(q, own_multiplier_.at[n], offset_.at[n]));
    } else {
      const auto r = V::to_float(residual());
      const auto &own = own_multiplier_.at[0], &offset = offset_.at[0];
      if constexpr (kind == StageKind::residual) {
        return V::round(V::multiply_add(q, own, V::multiply_add(r, residual_multiplier_, offset)));
      } else {
        return V::round(V::multiply_add(r, residual_multiplier_, V::multiply_add(q, own, offset)));
      }
    }
  }

  typename V::Float low_, high_, q_zero_, residual_multiplier_;
  Floats<V, vectors> multiplier_, own_multiplier_, offset_;
  typename V::Int own_shift_, zero_words_;
};

}  // namespace
}  // namespace sprint::kernels
