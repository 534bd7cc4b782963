// What the inputs of a node are to quantization: activations, weight, bias, bounds.
#pragma once

#include <optional>
#include <vector>

#include "ir/graph.h"
#include "ops/quant_rule.h"

namespace sprint::quantization {

bool is_float32(const ir::Graph& graph, ir::ValueId id);

// Whether input `index` of a node with `rule` is an activation that an integer kernel takes as 8
// bits. Constants are not activations.
bool is_activation(const ir::Graph& graph, const ir::Node& node, const ops::QuantRule& rule,
                   size_t index);

// The constant weight of a `weighted` node; null where input 1 is computed.
ir::ConstantPtr weight_of(const ir::Graph& graph, const ir::Node& node);

// The axis of the weight that counts the output channels, 0 .. rank - 1; nothing where a scale per
// channel is not asked for, or not possible: MatMul kernels take them with matrices only.
std::optional<int> channel_axis(const ir::Constant& weight, const ir::Node& node,
                                const ops::QuantRule& rule, bool per_channel);

// The constant bias of a Conv or Gemm, one element per output channel; nothing where it has none.
std::optional<std::vector<float>> channel_bias(const ir::Graph& graph, const ir::Node& node,
                                               const ops::QuantRule& rule);

// Whether weight and bias have a form that the integer kernels take: float32, the weight constant
// (both inputs of a MatMul may be computed), the bias constant with one element per channel or one
// for all.
bool has_integer_operands(const ir::Graph& graph, const ir::Node& node, const ops::QuantRule& rule);

// Whether a Softmax is known to go over more than one element: over one, ONNX Runtime's integer
// kernel gives 0 for 1.
bool has_several_elements(const ir::Graph& graph, const ir::Node& softmax);

// The value that a Pad in constant mode puts in is zero, which 8 bits hold exactly; true for other
// modes.
bool pads_with_zero(const ir::Graph& graph, const ir::Node& node);

}  // namespace sprint::quantization
