#include "quantize/static_constants.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/error.h"
#include "quantize/operands.h"
#include "quantize/recipe.h"

namespace sprint::quantization {

using ir::kNoValue;
using ir::ValueId;
using ops::QuantKind;

StaticConstants::StaticConstants(ir::Graph& graph, GraphWriter& writer, const Plan& plan,
                                 const std::vector<float>& input_scales,
                                 const QuantizeOptions& options)
    : graph_(graph),
      writer_(writer),
      plan_(plan),
      input_scales_(input_scales),
      per_channel_(options.per_channel),
      activation_scheme_(activation_scheme(options)),
      weight_scheme_(weight_scheme(options, options.weight_type, options.per_channel)),
      users_left_(graph.values.size()) {
  const ir::Uses uses(graph);
  for (size_t id = 0; id < users_left_.size(); ++id) {
    users_left_[id] = static_cast<int32_t>(uses.consumers(static_cast<ValueId>(id)).size());
    if (uses.is_output(static_cast<ValueId>(id))) ++users_left_[id];
  }
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    if (plan.rules[i].kind == QuantKind::weighted) raise_least_scales(i, graph.nodes[i]);
  }
}

StaticConstants::WeightKey StaticConstants::weight_key(size_t i, const ir::Node& node) const {
  const auto axis = channel_axis(*weight_of(graph_, node), node, plan_.rules[i], per_channel_);
  return {node.inputs[1], axis.value_or(-1)};
}

void StaticConstants::raise_least_scales(size_t i, const ir::Node& node) {
  if (weight_of(graph_, node) == nullptr) return;
  const auto bias = channel_bias(graph_, node, plan_.rules[i]);
  if (!bias || bias->empty()) return;
  std::vector<float> least = least_weight_scales(*bias, input_scales_[i]);
  const WeightKey key = weight_key(i, node);
  if (key.second < 0) least = {*std::max_element(least.begin(), least.end())};
  std::vector<float>& known = least_scales_[key];
  known.resize(least.size());
  for (size_t c = 0; c < least.size(); ++c) known[c] = std::max(known[c], least[c]);
}

ValueId StaticConstants::dequantized(size_t i, const ir::Node& node, size_t index) {
  const ValueId id = node.inputs[index];
  if (graph_.constant(id) == nullptr) return kNoValue;
  const QuantKind kind = plan_.rules[i].kind;
  if (kind == QuantKind::weighted && index == 1) return weight(weight_key(i, node));
  if (kind == QuantKind::weighted && index == 2) return bias(i, node);
  if (kind == QuantKind::elementwise && is_float32(graph_, id)) return constant(id);
  return kNoValue;
}

void StaticConstants::release(ValueId id) {
  if (--users_left_[static_cast<size_t>(id)] == 0) graph_[id].constant = nullptr;
}

ValueId StaticConstants::weight(const WeightKey& key) {
  Dequantized& weight = weights_[key];
  if (weight.output == kNoValue) {
    const std::optional<int> axis = key.second < 0 ? std::nullopt : std::optional(key.second);
    weight = with_context("weight '" + writer_.name(key.first) + "'", [&] {
      return add(key.first, quantize_constant(*graph_.constant(key.first), axis, weight_scheme_,
                                              least_scales_[key]));
    });
  }
  return weight.output;
}

ValueId StaticConstants::bias(size_t i, const ir::Node& node) {
  const std::vector<float> values = *channel_bias(graph_, node, plan_.rules[i]);
  const ir::ConstantPtr weight_scales = weights_.at(weight_key(i, node)).scales;
  QuantizedBias quantized = quantize_bias(values, input_scales_[i], *weight_scales);
  const bool per_channel = !quantized.scales->dims().empty();
  const std::string name = writer_.name(node.inputs[2]);
  const ValueId steps = writer_.constant(name + "_quantized", std::move(quantized.values));
  const ValueId scale = writer_.constant(name + "_quantized_scale", std::move(quantized.scales));
  const ValueId output =
      writer_.value(name + "_DequantizeLinear_Output", node.inputs[2], DType::float32);
  ir::Node& dequantize =
      writer_.node("DequantizeLinear", name + "_DequantizeLinear", {steps, scale}, {output});
  if (per_channel) dequantize.set(ir::Attribute("axis", int64_t{0}));
  return output;
}

ValueId StaticConstants::constant(ValueId id) {
  Dequantized& constant = constants_[id];
  if (constant.output == kNoValue) {
    constant = with_context("constant '" + writer_.name(id) + "'", [&] {
      return add(id, quantize_constant(*graph_.constant(id), std::nullopt, activation_scheme_));
    });
  }
  return constant.output;
}

StaticConstants::Dequantized StaticConstants::add(ValueId id, QuantizedConstant quantized) {
  const std::string name = writer_.name(id);
  const ValueId values = writer_.constant(name + "_quantized", std::move(quantized.values));
  const ValueId scale = writer_.constant(name + "_scale", quantized.scales);
  const ValueId zero_point =
      writer_.constant(name + "_zero_point", std::move(quantized.zero_points));
  const ValueId output = writer_.value(name + "_DequantizeLinear_Output", id, DType::float32);
  ir::Node& node = writer_.node("DequantizeLinear", name + "_DequantizeLinear",
                                {values, scale, zero_point}, {output});
  if (quantized.axis) node.set(ir::Attribute("axis", static_cast<int64_t>(*quantized.axis)));
  return {output, std::move(quantized.scales)};
}

}  // namespace sprint::quantization
