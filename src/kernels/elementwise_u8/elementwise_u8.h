// Functions of 8-bit integers, element by element, over contiguous runs or images.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/isa.h"
#include "kernels/image.h"

namespace sprint::kernels {

// QLinearAdd: clamp(round(a * a_multiplier + (b * b_multiplier + offset)), 0, 255) with a and b as
// floats; each product and sum together is rounded once, as in ONNX Runtime's kernels. A multiplier
// is the operand's scale / output scale; offset includes all zero points.
struct AddU8Params {
  float a_multiplier = 1, b_multiplier = 1, offset = 0;
};

// QLinearMul: clamp(round(float((a - a_zero) * (b - b_zero)) * multiplier + float(zero)), 0, 255);
// the product is rounded before zero is added and the sum again, as in ONNX Runtime's kernels.
// multiplier is a scale * b scale / output scale.
struct MulU8Params {
  int32_t a_zero = 0, b_zero = 0, zero = 0;
  float multiplier = 1;
};

struct ElementwiseU8Kernel {
  Isa isa;
  // out may be a or b. With b_is_scalar, b has one element.
  void (*add)(const AddU8Params&, const uint8_t* a, const uint8_t* b, uint8_t* out, size_t count,
              bool b_is_scalar);
  void (*mul)(const MulU8Params&, const uint8_t* a, const uint8_t* b, uint8_t* out, size_t count,
              bool b_is_scalar);
  // out[i] = table[in[i]]; out may be in.
  void (*lookup)(const uint8_t table[256], const uint8_t* in, uint8_t* out, size_t count);
  // out(y, x, c) = table[in(y, x, c)]; out may be in.
  void (*lookup_image)(const uint8_t table[256], const Image<const uint8_t>& in,
                       const Image<uint8_t>& out);
  // Two groups of channels shuffled: out(y, x, 2 * c) = a_table[a(y, x, c)],
  // out(y, x, 2 * c + 1) = b_table[b(y, x, c)].
  void (*interleave)(const uint8_t a_table[256], const Image<const uint8_t>& a,
                     const uint8_t b_table[256], const Image<const uint8_t>& b,
                     const Image<uint8_t>& out);
};

std::span<const ElementwiseU8Kernel> elementwise_u8_kernels();
const ElementwiseU8Kernel& elementwise_u8_kernel(Isa isa);

}  // namespace sprint::kernels
