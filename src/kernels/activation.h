// Functions of one float that fuse into the operator before them.
#pragma once

namespace sprint::kernels {

enum class ActivationKind {
  none,
  clamp,         // min(max(x, low), high): Relu, Clip
  leaky_relu,    // x < 0 ? alpha * x : x
  hard_sigmoid,  // min(max(alpha * x + beta, 0), 1)
  hard_swish,    // x * min(max(x / 6 + 0.5, 0), 1)
  sigmoid,       // 1 / (1 + exp(-x))
  silu,          // x * sigmoid(x)
};

struct Activation {
  ActivationKind kind = ActivationKind::none;
  float low = 0, high = 0;    // of clamp
  float alpha = 0, beta = 0;  // of leaky_relu and hard_sigmoid
};

}  // namespace sprint::kernels
