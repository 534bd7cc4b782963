// The smallest and largest element of a run of floats, and whether all are finite, in one fast
// pass.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <span>

namespace sprint {

// Orders floats as integers: a < b as numbers means float_order(a) < float_order(b), negative zero
// comes right before zero, NaNs beyond the infinities. Its own inverse.
constexpr int32_t float_order(int32_t bits) { return bits ^ ((bits >> 31) & 0x7fffffff); }

struct Extremes {
  // As float_order; the empty run at first.
  int32_t low = std::numeric_limits<int32_t>::max();
  int32_t high = std::numeric_limits<int32_t>::min();

  void add(float value) {
    const int32_t order = float_order(std::bit_cast<int32_t>(value));
    low = order < low ? order : low;
    high = order > high ? order : high;
  }
  bool empty() const { return low > high; }
  // No element is a NaN or an infinity.
  bool finite() const {
    constexpr int32_t infinity = 0x7f800000;
    return high < infinity && low > -infinity - 1;
  }
  // Of a run that is not empty; negative zero counts as zero.
  float min() const { return std::bit_cast<float>(float_order(low)) + 0.0F; }
  float max() const { return std::bit_cast<float>(float_order(high)) + 0.0F; }
};

Extremes extremes_of(std::span<const float> values);

}  // namespace sprint
