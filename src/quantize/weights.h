// Float constants as 8-bit integers, and biases as 32-bit ones.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "ir/constant.h"
#include "quantize/scheme.h"
#include "tensor/extremes.h"

namespace sprint::quantization {

struct QuantizedConstant {
  ir::ConstantPtr values;       // of the scheme's type, the shape of the float constant
  ir::ConstantPtr scales;       // float32; of rank 0, or [channels]
  ir::ConstantPtr zero_points;  // of the scheme's type, same shape as scales
  std::optional<int> axis;      // that counts the channels; nothing: one scale for all
};

// The extremes of a float32 constant per index of `axis`.
std::vector<Extremes> channel_extremes(const ir::Constant& constant, int axis);

// Quantizes a float32 constant: q = clamp(round_half_even(x / scale) + zero_point) over all
// integers of the type. One scale, or one per index of `axis` (0 .. rank - 1; the scheme then is
// symmetric, for ONNX Runtime's kernels want one zero point for all channels). `least_scales`,
// empty or one per channel (one for all without axis), are lower bounds of the scales. Releases the
// pages of a mapped constant afterwards. Throws Error where an element is not finite.
QuantizedConstant quantize_constant(const ir::Constant& constant, std::optional<int> axis,
                                    Scheme scheme, std::span<const float> least_scales = {});

// Per channel, the smallest weight scale with which `bias` takes at most 2^30 steps of
// input_scale * weight_scale, so that the sum with the products has room in 32 bits, and with which
// that product and the scale are normal floats.
std::vector<float> least_weight_scales(std::span<const float> bias, float input_scale);

struct QuantizedBias {
  ir::ConstantPtr values;  // int32, [channels]
  ir::ConstantPtr scales;  // float32: input_scale * weight_scales, of their shape
};

// q = round_half_even(bias / (input_scale * weight_scale)), saturated. `weight_scales` is of rank 0
// or has one element per element of `bias`.
QuantizedBias quantize_bias(std::span<const float> bias, float input_scale,
                            const ir::Constant& weight_scales);

// The transpose of an 8-bit matrix.
ir::ConstantPtr transposed(const ir::Constant& matrix);

}  // namespace sprint::quantization
