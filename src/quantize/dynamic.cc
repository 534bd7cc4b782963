#include "quantize/dynamic.h"

#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "base/error.h"
#include "ir/edit.h"
#include "ops/quant_rule.h"
#include "quantize/graph_writer.h"
#include "quantize/operands.h"
#include "quantize/recipe.h"
#include "quantize/weights.h"

namespace sprint::quantization {
namespace {

using ir::kNoValue;
using ir::ValueId;

// Integers with their parameters, as values of the graph.
struct Quantized {
  ValueId integers = kNoValue, scale = kNoValue, zero_point = kNoValue;
};

// `constant` in the shape [channels, 1, ...] that lines up with the channels of a picture; scalars
// stay.
ir::ConstantPtr beside_channels(const ir::Constant& constant, size_t spatial_rank) {
  if (constant.dims().empty()) return ir::Constant::make(constant.dtype(), {}, constant.data());
  std::vector<int64_t> dims{constant.count()};
  dims.resize(1 + spatial_rank, 1);
  return ir::Constant::make(constant.dtype(), std::move(dims), constant.data());
}

// Zero points of Conv weights are equal: the kernels want one number.
ir::ConstantPtr first_element(const ir::Constant& constant) {
  const auto size = static_cast<size_t>(dtype_bits(constant.dtype()) / 8);
  return ir::Constant::make(constant.dtype(), {}, constant.data().part(0, size));
}

class DynamicWriter {
 public:
  DynamicWriter(ir::Model model, const std::vector<bool>& planned, const QuantizeOptions& options)
      : model_(std::move(model)),
        graph_(model_.graph),
        planned_(planned),
        options_(options),
        opset_(ir::opset_version(model_)),
        writer_(graph_),
        users_left_(graph_.values.size()) {
    const ir::Uses uses(graph_);
    for (size_t id = 0; id < users_left_.size(); ++id) {
      const auto value = static_cast<ValueId>(id);
      users_left_[id] = uses.consumers(value).size() + (uses.is_output(value) ? 1 : 0);
    }
  }

  ir::Model write() {
    std::vector<ir::Node> nodes = std::exchange(graph_.nodes, {});
    for (size_t i = 0; i < nodes.size(); ++i) {
      if (planned_[i]) {
        write_node(nodes[i]);
      } else {
        graph_.nodes.push_back(std::move(nodes[i]));
      }
    }
    ir::remove_unused(graph_);
    return std::move(model_);
  }

 private:
  void write_node(const ir::Node& node) {
    const bool is_conv = node.op_type == "Conv";
    const std::string base = node.name.empty() ? writer_.name(node.outputs[0]) : node.name;
    const Quantized input = activation(node.inputs[0]);
    const size_t spatial_rank = graph_.constant(node.inputs[1])->dims().size() - 2;
    const Quantized weight = weight_of_node(node);

    const ValueId sums = writer_.value(base + "_output_quantized", node.outputs[0], DType::int32);
    ir::Node& integer = writer_.node(
        is_conv ? "ConvInteger" : "MatMulInteger", base + "_quant",
        {input.integers, weight.integers, input.zero_point, weight.zero_point}, {sums});
    if (is_conv) integer.attributes = node.attributes;
    const ValueId cast =
        writer_.value(base + "_output_quantized_cast", node.outputs[0], DType::float32);
    writer_.node("Cast", base + "_cast", {sums}, {cast})
        .set(ir::Attribute("to", static_cast<int64_t>(DType::float32)));
    const ValueId scale = writer_.value(base + "_quant_scales_mul", weight.scale, DType::float32);
    writer_.node("Mul", base + "_scales_mul", {input.scale, weight.scale}, {scale});

    const ValueId bias = bias_of(node, spatial_rank);
    const ValueId output = node.outputs[0];
    const ValueId scaled =
        bias == kNoValue ? output
                         : writer_.value(base + "_quant_output_scale_mul", output, DType::float32);
    writer_.node("Mul", base + "_output_scale_mul", {cast, scale}, {scaled});
    if (bias != kNoValue) writer_.node("Add", base + "_bias_add", {scaled, bias}, {output});
  }

  Quantized activation(ValueId id) {
    Quantized& quantized = activations_[id];
    if (quantized.integers != kNoValue) return quantized;
    const std::string name = writer_.name(id);
    quantized.integers = writer_.value(name + "_quantized", id, DType::uint8);
    quantized.scale = scalar(name + "_scale", DType::float32);
    quantized.zero_point = scalar(name + "_zero_point", DType::uint8);
    writer_.node("DynamicQuantizeLinear", name + "_QuantizeLinear", {id},
                 {quantized.integers, quantized.scale, quantized.zero_point});
    return quantized;
  }

  ValueId scalar(const std::string& name, DType dtype) {
    ir::Type type;
    type.dtype = dtype;
    type.shape = Shape{};
    return writer_.value(name, std::move(type));
  }

  // A weight, the axis of its channels or -1, and the form that its users want: transposed, for
  // Conv.
  using WeightKey = std::tuple<ValueId, int, bool, bool>;

  Quantized weight_of_node(const ir::Node& node) {
    const ops::QuantRule rule = ops::quant_rule(node, opset_);
    const ValueId id = node.inputs[1];
    const std::optional<int> axis =
        channel_axis(*graph_.constant(id), node, rule, options_.per_channel);
    const bool conv = node.op_type == "Conv";
    const bool transpose = node.get<int64_t>("transB", 0) != 0;
    Quantized& weight = weights_[{id, axis.value_or(-1), transpose, conv}];
    if (weight.integers == kNoValue) {
      weight = with_context("weight '" + writer_.name(id) + "'",
                            [&] { return add_weight(id, axis, transpose, conv); });
    }
    if (--users_left_[static_cast<size_t>(id)] == 0) graph_[id].constant = nullptr;
    return weight;
  }

  // ConvInteger takes uint8 weights in every version of ONNX Runtime, int8 ones only in new ones.
  Quantized add_weight(ValueId id, std::optional<int> axis, bool transpose, bool conv) {
    const ir::ConstantPtr weight = graph_.constant(id);
    const Scheme scheme =
        weight_scheme(options_, conv ? DType::uint8 : options_.weight_type, options_.per_channel);
    QuantizedConstant quantized = quantize_constant(*weight, axis, scheme);
    if (transpose) quantized.values = transposed(*quantized.values);
    if (conv) {
      quantized.scales = beside_channels(*quantized.scales, weight->dims().size() - 2);
      quantized.zero_points = first_element(*quantized.zero_points);
    }
    const std::string name = writer_.name(id);
    return {writer_.constant(name + "_quantized", std::move(quantized.values)),
            writer_.constant(name + "_scale", std::move(quantized.scales)),
            writer_.constant(name + "_zero_point", std::move(quantized.zero_points))};
  }

  ValueId bias_of(const ir::Node& node, size_t spatial_rank) {
    const ValueId id = node.input(2);
    if (id == kNoValue || node.op_type != "Conv") return id;
    ValueId& bias = biases_.try_emplace({id, spatial_rank}, kNoValue).first->second;
    if (bias == kNoValue) {
      bias = writer_.constant(writer_.name(id) + "_reshaped",
                              beside_channels(*graph_.constant(id), spatial_rank));
    }
    return bias;
  }

  ir::Model model_;
  ir::Graph& graph_;
  const std::vector<bool>& planned_;
  const QuantizeOptions& options_;
  const int64_t opset_;
  GraphWriter writer_;
  std::map<ValueId, Quantized> activations_;
  std::map<WeightKey, Quantized> weights_;
  std::map<std::pair<ValueId, size_t>, ValueId> biases_;
  std::vector<size_t> users_left_;  // per value
};

}  // namespace

std::vector<bool> plan_dynamic(const ir::Model& model, const Selection& selection) {
  std::vector<bool> planned;
  for (size_t i = 0; i < model.graph.nodes.size(); ++i) {
    const ir::Node& node = model.graph.nodes[i];
    const ops::QuantRule rule = ops::quant_rule(node, ir::opset_version(model));
    planned.push_back(selection.admitted[i] && rule.kind == ops::QuantKind::weighted &&
                      has_integer_operands(model.graph, node, rule) &&
                      weight_of(model.graph, node) != nullptr);
  }
  return planned;
}

ir::Model write_dynamic(ir::Model model, const std::vector<bool>& planned,
                        const QuantizeOptions& options) {
  return DynamicWriter(std::move(model), planned, options).write();
}

}  // namespace sprint::quantization
