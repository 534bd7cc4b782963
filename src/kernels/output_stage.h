// What happens to an int32 sum of u8 x s8 products before it is stored: the part that all
// convolutions share.
#pragma once

#include <cstdint>

#include "kernels/image.h"

namespace sprint::kernels {

// Bounds what a second stage rounds: it fits 16 bits then.
constexpr float kLargestResult = 16384;

// A second operand that is added to the 8-bit result: QLinearAdd behind the convolution. With q the
// convolution's own result and r the element of `image`, both as floats,
//   clamp(round(q * own_multiplier + (r * multiplier + offset)), 0, 255)
// or, where q is the second operand,
//   clamp(round(r * multiplier + (q * own_multiplier + offset)), 0, 255)
// Each product and sum together is rounded once, as in ONNX Runtime's kernels; offset includes all
// zero points. Requires
// 255 |own_multiplier| + 255 |multiplier| + |offset| <= kLargestResult.
struct Residual {
  Image<const uint8_t> image;                // of the output's height, width and channels
  float own_multiplier = 1, multiplier = 1;  // scale of each operand / scale of the output
  float offset = 0;
  bool own_is_second = false;
};

// Per channel of the output, q to 8 bits again: what a BatchNormalization behind an activation
// leaves.
//   clamp(round(q * multiplier[c] + offset[c]), 0, 255)
// Product and sum are rounded once; offset includes both zero points. Requires
// 255 |multiplier[c]| + |offset[c]| <= kLargestResult.
struct ChannelAffine {
  const float* multiplier = nullptr;
  const float* offset = nullptr;
};

// Ways to the same results in fewer and fewer instructions; shortcut.h tells where one may be
// taken: only by stages without residual and affine.
enum class Shortcut {
  none,
  simple,     // no bounds but those of uint8
  rectified,  // as simple, and the zero point is 0; sums are kFloatSum higher
};

// The bits of 2^23. Floats from there to 2^24 are the integers: a sum that begins here and ends
// below 2^24 has the bits of the float 2^23 + sum.
constexpr int32_t kFloatSum = 0x4b000000;

// Requantization. With acc the int32 sum, bias and zero point correction included:
//   q = clamp(round(float(acc) * multiplier[c]) + zero_point, low, high)
// The product is rounded to float, then to the nearest integer, ties to even, as ONNX Runtime's
// kernels do it; the sum with zero_point does not overflow for any acc (results saturate). Arrays
// have one element per output channel. At most one of residual and affine is set.
struct OutputStage {
  const float* multiplier = nullptr;
  int32_t zero_point = 0;
  int32_t low = 0, high = 255;  // both within [0, 255]; an activation such as Clip narrows them
  const Residual* residual = nullptr;
  const ChannelAffine* affine = nullptr;
  Shortcut shortcut = Shortcut::none;
};

}  // namespace sprint::kernels
