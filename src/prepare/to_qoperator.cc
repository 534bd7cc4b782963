#include "prepare/to_qoperator.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "ir/edit.h"
#include "ops/clamp_bounds.h"
#include "ops/quant_rule.h"

namespace sprint {
namespace {

using ir::kNoValue;
using ir::ValueId;
using Ids = std::vector<ValueId>;

constexpr const char* kContrib = "com.microsoft";

// Integers with their parameters: the inputs of a DequantizeLinear, or what a QuantizeLinear takes
// and gives.
struct Quantized {
  ValueId integers = kNoValue, scale = kNoValue, zero_point = kNoValue;
};

// A node with the DequantizeLinear before each input and the QuantizeLinear behind each output,
// where there is one.
struct Site {
  const ir::Node& node;
  std::vector<std::optional<Quantized>> inputs, outputs;

  bool takes_integers(size_t first, size_t count) const {
    return inputs.size() >= first + count &&
           std::all_of(inputs.begin() + static_cast<std::ptrdiff_t>(first),
                       inputs.begin() + static_cast<std::ptrdiff_t>(first + count),
                       [](const auto& input) { return input.has_value(); });
  }
  bool gives_integers() const {
    return std::ranges::all_of(outputs, [](const auto& output) { return output.has_value(); });
  }
  // Input 0 and all outputs are integers with the same parameters.
  bool shares_params() const {
    return takes_integers(0, 1) && gives_integers() &&
           std::ranges::all_of(outputs, [this](const auto& output) {
             return output->scale == inputs[0]->scale &&
                    output->zero_point == inputs[0]->zero_point;
           });
  }
};

void put_params(Ids& ids, const Quantized& value) {
  ids.insert(ids.end(), {value.scale, value.zero_point});
}

void put(Ids& ids, const Quantized& value) {
  ids.push_back(value.integers);
  put_params(ids, value);
}

// x, x_scale, x_zero_point for every input, y_scale, y_zero_point.
Ids all_then_result(const Site& site) {
  Ids ids;
  for (const auto& input : site.inputs) put(ids, *input);
  put_params(ids, *site.outputs[0]);
  return ids;
}

Ids result_then_all(const Site& site) {
  Ids ids;
  put_params(ids, *site.outputs[0]);
  for (const auto& input : site.inputs) put(ids, *input);
  return ids;
}

Ids conv_inputs(const Site& site) {
  Ids ids;
  put(ids, *site.inputs[0]);
  put(ids, *site.inputs[1]);
  put_params(ids, *site.outputs[0]);
  if (site.inputs.size() > 2 && site.inputs[2]) ids.push_back(site.inputs[2]->integers);
  return ids;
}

// The output parameters are left out where the output is float.
Ids gemm_inputs(const Site& site) {
  Ids ids;
  put(ids, *site.inputs[0]);
  put(ids, *site.inputs[1]);
  const bool biased = site.inputs.size() > 2 && site.inputs[2];
  ids.push_back(biased ? site.inputs[2]->integers : kNoValue);
  if (site.outputs[0]) put_params(ids, *site.outputs[0]);
  return ids;
}

Ids float_matmul_inputs(const Site& site) {
  const Quantized &a = *site.inputs[0], &b = *site.inputs[1];
  return {a.integers, b.integers, a.scale, b.scale, a.zero_point, b.zero_point};
}

Ids where_inputs(const Site& site) {
  Ids ids{site.node.inputs[0]};
  put(ids, *site.inputs[1]);
  put(ids, *site.inputs[2]);
  put_params(ids, *site.outputs[0]);
  return ids;
}

// The integer form of an operator: attributes are taken over but for `dropped`, which is at its
// default.
struct Form {
  const char* op_type;
  const char* domain;
  Ids (*inputs)(const Site&);
  size_t first_input = 0;  // that must come as integers, up to the last but for a bias
  const char* dropped = "";
  bool float_result = false;
};

std::optional<Form> form_of(const Site& site) {
  static const std::unordered_map<std::string_view, Form> forms{
      {"Conv", {"QLinearConv", "", conv_inputs}},
      {"MatMul", {"QLinearMatMul", "", all_then_result}},
      {"Gemm", {"QGemm", kContrib, gemm_inputs, 0, "beta"}},
      {"Add", {"QLinearAdd", kContrib, all_then_result}},
      {"Mul", {"QLinearMul", kContrib, all_then_result}},
      {"Sigmoid", {"QLinearSigmoid", kContrib, all_then_result}},
      {"LeakyRelu", {"QLinearLeakyRelu", kContrib, all_then_result}},
      {"GlobalAveragePool", {"QLinearGlobalAveragePool", kContrib, all_then_result}},
      {"AveragePool", {"QLinearAveragePool", kContrib, all_then_result, 0, "dilations"}},
      {"Concat", {"QLinearConcat", kContrib, result_then_all}},
      {"Softmax", {"QLinearSoftmax", kContrib, all_then_result}},
      {"Where", {"QLinearWhere", kContrib, where_inputs, 1}},
  };
  const std::string& op_type = site.node.op_type;
  const bool gives_integers = site.gives_integers();
  if (!gives_integers && op_type == "Gemm") return Form{"QGemm", kContrib, gemm_inputs, 0, "beta"};
  if (!gives_integers && op_type == "MatMul") {
    return Form{"MatMulIntegerToFloat", kContrib, float_matmul_inputs};
  }
  const auto found = forms.find(op_type);
  return gives_integers && found != forms.end() ? std::optional(found->second) : std::nullopt;
}

class IntegerWriter {
 public:
  explicit IntegerWriter(ir::Model model)
      : model_(std::move(model)),
        graph_(model_.graph),
        uses_(graph_),
        names_(graph_),
        opset_(ir::opset_version(model_)),
        replaced_(graph_.nodes.size()) {}

  ir::Model write() {
    const size_t count = graph_.nodes.size();
    std::vector<ir::Node> nodes;
    for (size_t i = 0; i < count; ++i) {
      const ir::Node& node = graph_.nodes[i];
      std::optional<ir::Node> integer;
      if (node.domain.empty() && !is_conversion(node)) integer = integer_node(site_of(node));
      if (integer && !integer->domain.empty()) ir::set_opset_version(model_, kContrib, 1);
      if (integer) {
        nodes.push_back(std::move(*integer));
      } else {
        nodes.push_back(node);
      }
    }
    graph_.nodes = std::move(nodes);
    ir::erase_nodes(graph_, replaced_);
    ir::remove_unused(graph_);
    return std::move(model_);
  }

 private:
  static bool is_conversion(const ir::Node& node) {
    return node.op_type == "QuantizeLinear" || node.op_type == "DequantizeLinear";
  }

  const ir::Node* producer(ValueId id, std::string_view op_type) const {
    if (id == kNoValue || uses_.producer(id) < 0) return nullptr;
    const ir::Node& node = graph_.nodes[static_cast<size_t>(uses_.producer(id))];
    return node.op_type == op_type ? &node : nullptr;
  }

  // The QuantizeLinear that alone takes `id`; null where there is none.
  const ir::Node* only_user_quantizes(ValueId id) const {
    if (id == kNoValue || !uses_.single_use(id)) return nullptr;
    const ir::Uses::Use use = uses_.consumers(id)[0];
    const ir::Node& node = graph_.nodes[static_cast<size_t>(use.node)];
    return use.input == 0 && node.op_type == "QuantizeLinear" ? &node : nullptr;
  }

  Site site_of(const ir::Node& node) const {
    Site site{node, {}, {}};
    for (const ValueId id : node.inputs) {
      const ir::Node* dequantize = producer(id, "DequantizeLinear");
      site.inputs.emplace_back();
      if (dequantize == nullptr) continue;
      site.inputs.back() = {dequantize->inputs[0], dequantize->inputs[1], dequantize->input(2)};
    }
    for (const ValueId id : node.outputs) {
      const ir::Node* quantize = only_user_quantizes(id);
      site.outputs.emplace_back();
      if (quantize == nullptr) continue;
      site.outputs.back() = {quantize->outputs[0], quantize->inputs[1], quantize->input(2)};
    }
    return site;
  }

  std::optional<ir::Node> integer_node(const Site& site) {
    if (const std::optional<Form> form = form_of(site)) return computing_node(site, *form);
    if (!site.shares_params()) return std::nullopt;
    const ops::QuantKind kind = ops::quant_rule(site.node, opset_).kind;
    if (kind == ops::QuantKind::pass_through) return moving_node(site);
    if (kind == ops::QuantKind::clamp) return clamping_node(site);
    return std::nullopt;
  }

  std::optional<ir::Node> computing_node(const Site& site, const Form& form) {
    size_t count = site.inputs.size() - form.first_input;
    const bool may_have_bias = site.node.op_type == "Conv" || site.node.op_type == "Gemm";
    if (may_have_bias && site.node.input(2) == kNoValue) count = 2;
    if (!site.takes_integers(form.first_input, count)) return std::nullopt;
    ir::Node node = renamed(site);
    node.op_type = form.op_type;
    node.domain = form.domain;
    node.inputs = form.inputs(site);
    node.erase(form.dropped);
    if (node.op_type == "QLinearSoftmax") node.set(ir::Attribute("opset", opset_));
    take_over_outputs(site, node);
    return node;
  }

  // The operator itself, on integers. The value that a Pad puts in is zero.
  ir::Node moving_node(const Site& site) {
    ir::Node node = renamed(site);
    node.inputs[0] = site.inputs[0]->integers;
    if (node.op_type == "Pad") {
      node.inputs.resize(std::max<size_t>(node.inputs.size(), 3), kNoValue);
      node.inputs[2] = site.inputs[0]->zero_point;
    }
    take_over_outputs(site, node);
    return node;
  }

  // A Clip on integers.
  std::optional<ir::Node> clamping_node(const Site& site) {
    const Quantized& input = *site.inputs[0];
    const std::optional<ops::Bounds> bounds = ops::clamp_bounds(graph_, site.node);
    if (!bounds || graph_.constant(input.zero_point) == nullptr) return std::nullopt;
    ir::Node node = renamed(site);
    node.op_type = "Clip";
    node.inputs = {input.integers, integer_bound(input, bounds->low),
                   integer_bound(input, bounds->high)};
    take_over_outputs(site, node);
    return node;
  }

  ValueId integer_bound(const Quantized& like, float bound) {
    const ir::Constant& zero_point = *graph_.constant(like.zero_point);
    const float scale = graph_.constant(like.scale)->to_floats()[0];
    const bool is_unsigned = zero_point.dtype() == DType::uint8;
    const float low = is_unsigned ? 0 : -128, high = is_unsigned ? 255 : 127;
    const float shift = zero_point.to_floats()[0];
    const float integer = std::clamp(std::nearbyint(bound / scale) + shift, low, high);
    return ir::add_constant(graph_, names_.fresh("bound"),
                            is_unsigned ? ir::Constant::scalar(static_cast<uint8_t>(integer))
                                        : ir::Constant::scalar(static_cast<int8_t>(integer)));
  }

  ir::Node renamed(const Site& site) {
    ir::Node node = site.node;
    if (!node.name.empty()) node.name = names_.fresh(node.name + "_quant");
    return node;
  }

  // Lets `node` make what the QuantizeLinear nodes behind the outputs made.
  void take_over_outputs(const Site& site, ir::Node& node) {
    for (size_t k = 0; k < site.outputs.size(); ++k) {
      if (!site.outputs[k]) continue;
      node.outputs[k] = site.outputs[k]->integers;
      replaced_[static_cast<size_t>(uses_.producer(node.outputs[k]))] = true;
    }
  }

  ir::Model model_;
  ir::Graph& graph_;
  const ir::Uses uses_;
  ir::Names names_;
  const int64_t opset_;
  std::vector<bool> replaced_;  // per node: a QuantizeLinear whose work an integer node does
};

}  // namespace

ir::Model to_qoperator(ir::Model model) { return IntegerWriter(std::move(model)).write(); }

}  // namespace sprint
