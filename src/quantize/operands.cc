#include "quantize/operands.h"

#include <algorithm>
#include <string>

#include "ops/clamp_bounds.h"

namespace sprint::quantization {
namespace {

// The number of output channels that the weight stands for.
int64_t channel_count(const ir::Constant& weight, const ops::QuantRule& rule) {
  const auto rank = static_cast<int>(weight.dims().size());
  const int axis = rule.weight_axis < 0 ? rule.weight_axis + rank : rule.weight_axis;
  return weight.dims()[static_cast<size_t>(axis)];
}

bool has_channel_bias(const ir::Graph& graph, const ir::Node& node, int64_t channels) {
  if (node.input(2) == ir::kNoValue) return true;
  const ir::ConstantPtr bias = graph.constant(node.input(2));
  if (bias == nullptr || bias->dtype() != DType::float32) return false;
  if (bias->count() == 1) return true;
  return bias->count() == channels && !bias->dims().empty() && bias->dims().back() == channels;
}

}  // namespace

bool is_float32(const ir::Graph& graph, ir::ValueId id) {
  if (id == ir::kNoValue) return false;
  const ir::ConstantPtr constant = graph.constant(id);
  return (constant != nullptr ? constant->dtype() : graph[id].type.dtype) == DType::float32;
}

bool is_activation(const ir::Graph& graph, const ir::Node& node, const ops::QuantRule& rule,
                   size_t index) {
  const ir::ValueId id = node.input(index);
  if (!is_float32(graph, id) || graph.constant(id) != nullptr) return false;
  switch (rule.kind) {
    case ops::QuantKind::weighted:
      return index < 2;
    case ops::QuantKind::elementwise:
      return true;
    case ops::QuantKind::pass_through:
    case ops::QuantKind::clamp:
      return index == 0;
    case ops::QuantKind::none:
      break;
  }
  return false;
}

ir::ConstantPtr weight_of(const ir::Graph& graph, const ir::Node& node) {
  return graph.constant(node.input(1));
}

std::optional<int> channel_axis(const ir::Constant& weight, const ir::Node& node,
                                const ops::QuantRule& rule, bool per_channel) {
  const auto rank = static_cast<int>(weight.dims().size());
  if (!per_channel || (node.op_type == "MatMul" && rank != 2)) return std::nullopt;
  return rule.weight_axis < 0 ? rule.weight_axis + rank : rule.weight_axis;
}

std::optional<std::vector<float>> channel_bias(const ir::Graph& graph, const ir::Node& node,
                                               const ops::QuantRule& rule) {
  const ir::ConstantPtr bias = graph.constant(node.input(2));
  if (bias == nullptr) return std::nullopt;
  std::vector<float> values = bias->to_floats();
  const int64_t channels = channel_count(*weight_of(graph, node), rule);
  if (values.size() == 1) values.resize(static_cast<size_t>(channels), values[0]);
  return values;
}

bool has_integer_operands(const ir::Graph& graph, const ir::Node& node,
                          const ops::QuantRule& rule) {
  if (!is_float32(graph, node.input(1))) return false;
  const bool input_float = is_float32(graph, node.input(0));
  const ir::ConstantPtr weight = weight_of(graph, node);
  if (weight != nullptr && weight->count() == 0) return false;  // no range, nothing to gain
  if (node.op_type == "MatMul") {
    const bool input_computed = graph.constant(node.input(0)) == nullptr;
    return input_float && input_computed && (weight == nullptr || weight->dims().size() >= 2);
  }
  const size_t least_rank = node.op_type == "Gemm" ? 2 : 3;
  return input_float && weight != nullptr && weight->dims().size() >= least_rank &&
         has_channel_bias(graph, node, channel_count(*weight, rule));
}

bool has_several_elements(const ir::Graph& graph, const ir::Node& softmax) {
  const std::optional<Shape>& shape = graph[softmax.input(0)].type.shape;
  if (!shape) return false;
  const auto rank = static_cast<int64_t>(shape->size());
  const int64_t axis = softmax.get<int64_t>("axis", -1);
  const int64_t index = axis < 0 ? axis + rank : axis;
  return index >= 0 && index < rank && (*shape)[static_cast<size_t>(index)].value > 1;
}

bool pads_with_zero(const ir::Graph& graph, const ir::Node& node) {
  if (node.get("mode", std::string("constant")) != "constant") return true;
  return ops::scalar_input(graph, node, 2, 0.0F) == 0.0F;
}

}  // namespace sprint::quantization
