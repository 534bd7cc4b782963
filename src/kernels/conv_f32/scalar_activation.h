// Activations of one float, as the references of the float kernels compute them.
#pragma once

#include <algorithm>
#include <cmath>

#include "kernels/activation.h"

namespace sprint::kernels {

inline float apply_activation(const Activation& activation, float x) {
  const auto unit = [](float v) { return std::min(std::max(v, 0.0f), 1.0f); };
  switch (activation.kind) {
    case ActivationKind::none:
      return x;
    case ActivationKind::clamp:
      return std::min(std::max(x, activation.low), activation.high);
    case ActivationKind::leaky_relu:
      return x < 0 ? activation.alpha * x : x;
    case ActivationKind::hard_sigmoid:
      return unit(activation.alpha * x + activation.beta);
    case ActivationKind::hard_swish:
      return x * unit(x / 6 + 0.5f);
    case ActivationKind::sigmoid:
      return 1 / (1 + std::exp(-x));
    case ActivationKind::silu:
      return x / (1 + std::exp(-x));
  }
  return x;
}

}  // namespace sprint::kernels
