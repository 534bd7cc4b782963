// Rounding to bytes over an instruction set's vectors `V`. In an anonymous namespace, as
// requantize.h.
#pragma once

#include <cstdint>

namespace sprint::kernels {
namespace {

// clamp(round(value) + zero_point, low, high); clamped as floats first, so that no conversion
// overflows.
template <typename V>
class RoundToBytes {
 public:
  RoundToBytes(int32_t zero_point, int32_t low, int32_t high)
      : low_(V::set(static_cast<float>(low - zero_point))),
        high_(V::set(static_cast<float>(high - zero_point))),
        zero_point_(V::set(zero_point)) {}

  typename V::Bytes operator()(typename V::Float value) const {
    return V::narrow(V::add(V::round(V::clamp(value, low_, high_)), zero_point_));
  }

 private:
  typename V::Float low_, high_;
  typename V::Int zero_point_;
};

}  // namespace
}  // namespace sprint::kernels
