#include "quantize/static_qdq.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "ir/edit.h"
#include "ops/clamp_bounds.h"
#include "quantize/graph_writer.h"
#include "quantize/operands.h"
#include "quantize/recipe.h"
#include "quantize/scheme.h"
#include "quantize/static_constants.h"
#include "quantize/unfit.h"

namespace sprint::quantization {
namespace {

using ir::kNoValue;
using ir::ValueId;
using ops::QuantKind;

size_t index_of(ValueId id) { return static_cast<size_t>(id); }

std::vector<Params> group_params(const ir::Model& model, const Plan& plan,
                                 const calibrate::Ranges& ranges, Scheme scheme) {
  std::vector<Params> params;
  for (const calibrate::TensorRange& range :
       group_ranges(model.graph, plan, ranges, ir::opset_version(model))) {
    params.push_back(choose_params(range.covered, scheme));
  }
  return params;
}

// Clamps that saturation makes needless.
struct IdleClamps {
  std::vector<bool> nodes;
  std::vector<ValueId> passed;  // per value: the output of the idle clamp that takes it, or itself

  ValueId past(ValueId id) const {
    while (passed[index_of(id)] != id) id = passed[index_of(id)];
    return id;
  }
};

// A clamp is idle where its group's integers reach no further than its bounds, but for less than
// rounding moves a value anyway.
IdleClamps find_idle_clamps(const ir::Graph& graph, const Plan& plan,
                            const std::vector<Params>& params, DType type) {
  IdleClamps idle{std::vector<bool>(graph.nodes.size()), std::vector<ValueId>(graph.values.size())};
  for (size_t id = 0; id < idle.passed.size(); ++id) idle.passed[id] = static_cast<ValueId>(id);
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    if (plan.rules[i].kind != QuantKind::clamp) continue;
    const ir::Node& node = graph.nodes[i];
    const Params& shared = params[index_of(plan.group_of[index_of(node.outputs[0])])];
    const calibrate::Range reach = representable(shared, type);
    const ops::Bounds bounds = *ops::clamp_bounds(graph, node);
    const float slack = shared.scale / 2;
    if (reach.low < bounds.low - slack || reach.high > bounds.high + slack) continue;
    idle.nodes[i] = true;
    idle.passed[index_of(node.inputs[0])] = node.outputs[0];
  }
  return idle;
}

// Per node, the scale of input 0 where an integer node takes it as 8 bits.
std::vector<float> scales_of_first_inputs(const ir::Graph& graph, const Plan& plan,
                                          const std::vector<Params>& params) {
  std::vector<float> scales(graph.nodes.size());
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const ValueId id = graph.nodes[i].input(0);
    if (plan.integer(i) && id != kNoValue && plan.grouped(id)) {
      scales[i] = params[index_of(plan.group_of[index_of(id)])].scale;
    }
  }
  return scales;
}

class QdqWriter {
 public:
  QdqWriter(ir::Model model, const Plan& plan, const calibrate::Ranges& ranges,
            const QuantizeOptions& options)
      : model_(std::move(model)),
        graph_(model_.graph),
        plan_(plan),
        uses_(graph_),
        writer_(graph_),
        type_(options.activation_type),
        params_(group_params(model_, plan, ranges, activation_scheme(options))),
        idle_(find_idle_clamps(graph_, plan, params_, type_)),
        input_scales_(scales_of_first_inputs(graph_, plan, params_)),
        constants_(graph_, writer_, plan, input_scales_, options),
        param_values_(plan.groups.size()),
        pairs_(graph_.values.size()) {}

  ir::Model write() {
    const std::vector<ir::Node> nodes = std::exchange(graph_.nodes, {});
    for (const ValueId id : graph_.inputs) {
      if (plan_.grouped(id)) add_pair(id, id, false);
    }
    for (size_t i = 0; i < nodes.size(); ++i) {
      if (!idle_.nodes[i]) write_node(i, nodes[i]);
    }
    ir::remove_unused(graph_);
    return std::move(model_);
  }

 private:
  // The dequantized form of a value, and whether everybody takes it or only integer nodes.
  struct Pair {
    ValueId output = kNoValue;
    bool for_all = false;
  };
  struct ParamValues {
    ValueId scale = kNoValue, zero_point = kNoValue;
  };

  void write_node(size_t i, const ir::Node& original) {
    ir::Node node = original;
    for (size_t k = 0; k < node.inputs.size(); ++k) node.inputs[k] = input_of(i, original, k);
    release_constants(original, node);
    for (ValueId& id : node.outputs) id = output_of(i, id);
    const std::vector<ValueId> outputs = node.outputs;
    graph_.nodes.push_back(std::move(node));
    for (size_t k = 0; k < outputs.size(); ++k) {
      if (outputs[k] == kNoValue) continue;
      const ValueId planned = idle_.past(original.outputs[k]);
      if (plan_.grouped(planned)) add_pair(planned, outputs[k], plan_.integer(i));
    }
  }

  void release_constants(const ir::Node& original, const ir::Node& node) {
    for (size_t k = 0; k < node.inputs.size(); ++k) {
      const ValueId id = original.inputs[k];
      if (node.inputs[k] != id && graph_.constant(id) != nullptr) constants_.release(id);
    }
  }

  ValueId input_of(size_t i, const ir::Node& node, size_t k) {
    const ValueId id = node.inputs[k];
    if (id == kNoValue) return id;
    const ValueId constant = constants_.dequantized(i, node, k);
    if (constant != kNoValue) return constant;
    const Pair& pair = pairs_[index_of(id)];
    const bool taken = pair.for_all || is_activation(graph_, node, plan_.rules[i], k);
    return taken && pair.output != kNoValue ? pair.output : id;
  }

  // An integer node's output that others know by name (outputs of the graph, captures of bodies)
  // leaves the name to its dequantized form.
  ValueId output_of(size_t i, ValueId id) {
    if (id == kNoValue) return id;
    id = idle_.past(id);
    const bool known_by_name =
        uses_.is_output(id) ||
        std::ranges::any_of(uses_.consumers(id), [](const auto& use) { return use.input < 0; });
    if (!known_by_name || !plan_.integer(i) || !plan_.grouped(id)) return id;
    return writer_.value(writer_.name(id) + "_QuantizeLinear_Input", id, DType::float32);
  }

  // Appends `input` -> QuantizeLinear -> DequantizeLinear, with the parameters of `planned`.
  void add_pair(ValueId planned, ValueId input, bool for_all) {
    const std::string name = writer_.name(planned);
    const ParamValues params = param_values(planned);
    const ValueId quantized = writer_.value(name + "_QuantizeLinear_Output", planned, type_);
    const ValueId output =
        input == planned ? writer_.value(name + "_DequantizeLinear_Output", planned, DType::float32)
                         : planned;
    writer_.node("QuantizeLinear", name + "_QuantizeLinear",
                 {input, params.scale, params.zero_point}, {quantized});
    writer_.node("DequantizeLinear", name + "_DequantizeLinear",
                 {quantized, params.scale, params.zero_point}, {output});
    pairs_[index_of(planned)] = {output, for_all};
  }

  ParamValues param_values(ValueId id) {
    const size_t group = index_of(plan_.group_of[index_of(id)]);
    ParamValues& values = param_values_[group];
    if (values.scale != kNoValue) return values;
    const std::string name = writer_.name(plan_.groups[group].ranged);
    const Params& params = params_[group];
    values.scale = writer_.constant(name + "_scale", ir::Constant::scalar(params.scale));
    values.zero_point = writer_.constant(
        name + "_zero_point", type_ == DType::uint8
                                  ? ir::Constant::scalar(static_cast<uint8_t>(params.zero_point))
                                  : ir::Constant::scalar(static_cast<int8_t>(params.zero_point)));
    return values;
  }

  ir::Model model_;
  ir::Graph& graph_;
  const Plan& plan_;
  const ir::Uses uses_;
  GraphWriter writer_;
  const DType type_;
  const std::vector<Params> params_;  // per group
  const IdleClamps idle_;
  const std::vector<float> input_scales_;
  StaticConstants constants_;
  std::vector<ParamValues> param_values_;  // per group; made at first use
  std::vector<Pair> pairs_;                // per value of the plan
};

}  // namespace

ir::Model write_qdq(ir::Model model, const Plan& plan, const calibrate::Ranges& ranges,
                    const QuantizeOptions& options) {
  return QdqWriter(std::move(model), plan, ranges, options).write();
}

}  // namespace sprint::quantization
