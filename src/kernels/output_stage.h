// What happens to an int32 sum of u8 x s8 products before it is stored: the part that all
// convolutions share.
#pragma once

#include <cstdint>

#include "kernels/image.h"

namespace sprint::kernels {

// A second operand that is added to the 8-bit result: QLinearAdd behind the convolution.
//   s = round(float(q - own_zero_point) * own_multiplier + float(r - zero_point) * multiplier)
// where q is the convolution's own 8-bit result and r the element of `image`; the two products are
// rounded to float each, then added. The output is clamp(s + output_zero_point, low, high).
struct Residual {
  Image<const uint8_t> image;  // of the output's height, width and channels
  int32_t own_zero_point = 0, zero_point = 0, output_zero_point = 0;
  float own_multiplier = 1, multiplier = 1;  // scale of each operand / scale of the output
  int32_t low = 0, high = 255;
};

// Per channel of the output, q to 8 bits again: what a BatchNormalization behind an activation
// leaves.
//   clamp(round(float(q) * multiplier[c] + offset[c]), low, high)
// with the product rounded to float before the addition; offset includes both zero points.
struct ChannelAffine {
  const float* multiplier = nullptr;
  const float* offset = nullptr;
  int32_t low = 0, high = 255;
};

// Requantization. With acc the int32 sum, bias and zero point correction included:
//   q = clamp(round(float(acc) * multiplier[c]) + zero_point, low, high)
// round is to nearest, ties to even; the sum with zero_point does not overflow for any acc (results
// saturate). Arrays have one element per output channel. At most one of residual and affine is set.
struct OutputStage {
  const float* multiplier = nullptr;
  int32_t zero_point = 0;
  int32_t low = 0, high = 255;  // both within [0, 255]; an activation such as Clip narrows them
  const Residual* residual = nullptr;
  const ChannelAffine* affine = nullptr;
};

}  // namespace sprint::kernels
