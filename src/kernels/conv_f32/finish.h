// What happens to sums on their way out, over an instruction set's vectors `V`. In an anonymous
// namespace, as unroll.h.
#pragma once

#include <limits>

#include "kernels/conv_f32/conv_f32.h"

namespace sprint::kernels {
namespace {

using Activate = void (*)(const Activation&, const float* in, float* out, size_t count);

// An activation of sums in registers: a clamp, whose bounds are infinite where the activation is
// another one. That one runs over memory, after the sums are stored; null where there is none.
template <typename V>
struct Finish {
  Finish(const Activation& activation, Activate activate) {
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    const bool clamps = activation.kind == ActivationKind::clamp;
    low = V::set(clamps ? activation.low : -kInfinity);
    high = V::set(clamps ? activation.high : kInfinity);
    if (!clamps && activation.kind != ActivationKind::none) other = activate;
  }
  typename V::Float low, high;
  Activate other = nullptr;
};

}  // namespace
}  // namespace sprint::kernels
