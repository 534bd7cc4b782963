// Functions of floats, element by element, over contiguous runs, and Softmax.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/isa.h"
#include "kernels/activation.h"

namespace sprint::kernels {

enum class BinaryF32 { add, sub, mul, div, min, max };  // min and max give NaN where one is NaN
enum class UnaryF32 { exp, log, sqrt, neg, abs, tanh, erf, gelu, reciprocal, floor, ceil };

struct ElementwiseF32Kernel {
  Isa isa;
  // out may be a or b. A scalar operand has one element.
  void (*binary)(BinaryF32, const float* a, const float* b, float* out, size_t count,
                 bool a_is_scalar, bool b_is_scalar);
  // Within 2 units in the last place of the exact result for exp, 4 for the others; out may be in.
  void (*unary)(UnaryF32, const float* in, float* out, size_t count);
  void (*activate)(const Activation&, const float* in, float* out, size_t count);
  // Along each of `rows` runs of `count` elements that lie one behind the other: exp(x - max) /
  // sum; log_softmax: x - max - log(sum). out may be in.
  void (*softmax)(const float* in, float* out, size_t rows, size_t count);
  void (*log_softmax)(const float* in, float* out, size_t rows, size_t count);
  // in * multiplier[c] + offset[c] for pixels of `channels` elements: BatchNormalization.
  void (*channel_affine)(const float* in, float* out, size_t pixels, size_t channels,
                         const float* multiplier, const float* offset);
};

std::span<const ElementwiseF32Kernel> elementwise_f32_kernels();
const ElementwiseF32Kernel& elementwise_f32_kernel(Isa isa);

}  // namespace sprint::kernels
