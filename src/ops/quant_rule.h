// How an operator takes part in an INT8 graph.
#pragma once

#include <cstdint>
#include <optional>

#include "ir/graph.h"

namespace sprint::ops {

enum class QuantKind {
  none,         // stays float
  weighted,     // input 0 (and input 1 where it is not constant) as activations, a constant input 1
                // as weight, input 2 as int32 bias; the output has parameters of its own
  elementwise,  // every float input and every output has parameters of its own
  pass_through,  // outputs share the parameters of input 0; other inputs stay as they are
  clamp,         // cuts off input 0's range: absorbed by the producer's output parameters
};

struct QuantRange {
  float low, high;
};

// For operators that ONNX Runtime's CPU provider can run on 8-bit integers; all others are `none`.
struct QuantRule {
  QuantKind kind = QuantKind::none;
  int weight_axis = 0;  // weighted: the axis of input 1 that counts the output channels; below 0
                        // counts from the last axis
  std::optional<QuantRange> output_range;  // known before calibration
};

// The rule for `node`, given its attributes and the ai.onnx version of the model. `none` too where
// the attributes or the version ask for a form without an integer kernel: Resize with cubic
// interpolation, MaxPool with its Indices output or before version 12, Gemm with alpha or beta
// other than 1 or a transposed A.
QuantRule quant_rule(const ir::Node& node, int64_t opset);

// Rules that operators share.
QuantRule elementwise_rule(const ir::Node& node, int64_t opset);
QuantRule pass_through_rule(const ir::Node& node, int64_t opset);
// Elementwise with outputs in [0, 1].
QuantRule unit_range_rule(const ir::Node& node, int64_t opset);

}  // namespace sprint::ops
