#include "quantize/plan.h"

#include <string>

#include "ir/edit.h"
#include "ops/clamp_bounds.h"
#include "quantize/operands.h"

namespace sprint::quantization {
namespace {

using ops::QuantKind;

class Planner {
 public:
  Planner(const ir::Model& model, const Selection& selection, bool forced,
          const std::vector<bool>& unfit)
      : graph_(model.graph),
        uses_(model.graph),
        forced_(forced),
        unfit_(unfit),
        wanted_(graph_.values.size()),
        eight_bit_(graph_.values.size()) {
    for (size_t i = 0; i < graph_.nodes.size(); ++i) {
      rules_.push_back(candidate_rule(graph_.nodes[i], ir::opset_version(model),
                                      selection.admitted[i], selection.excluded[i]));
    }
  }

  Plan plan() {
    do {
      find_wanted();
    } while (drop_losers());
    return group_values();
  }

 private:
  ops::QuantRule candidate_rule(const ir::Node& node, int64_t opset, bool admitted,
                                bool excluded) const {
    const ops::QuantRule rule = ops::quant_rule(node, opset);
    const bool possible = rule.kind == QuantKind::clamp
                              ? !excluded && ops::clamp_bounds(graph_, node).has_value()
                              : admitted && has_integer_form(node, rule);
    return possible && !node.outputs.empty() && fits(node, rule) ? rule : ops::QuantRule{};
  }

  // No value that the node takes or has to give in 8 bits is unfit.
  bool fits(const ir::Node& node, const ops::QuantRule& rule) const {
    if (unfit_.empty()) return true;
    for (size_t k = 0; k < node.inputs.size(); ++k) {
      if (is_activation(graph_, node, rule, k) && unfit_[static_cast<size_t>(node.inputs[k])]) {
        return false;
      }
    }
    return can_give_floats(node, rule) || !any_output(node, unfit_);
  }

  bool has_integer_form(const ir::Node& node, const ops::QuantRule& rule) const {
    if (rule.kind == QuantKind::weighted) return has_integer_operands(graph_, node, rule);
    if (node.op_type == "Softmax" && !has_several_elements(graph_, node)) return false;
    if (rule.kind == QuantKind::elementwise) return takes_activation(node, rule);
    if (node.op_type == "Pad") return pads_with_zero(graph_, node);
    return true;
  }

  bool takes_activation(const ir::Node& node, const ops::QuantRule& rule) const {
    for (size_t k = 0; k < node.inputs.size(); ++k) {
      if (is_activation(graph_, node, rule, k)) return true;
    }
    return false;
  }

  // wanted_[v]: an integer node that is worth its conversions takes v, right away or through nodes
  // that only move or clamp it.
  void find_wanted() {
    wanted_.assign(wanted_.size(), false);
    for (size_t i = graph_.nodes.size(); i-- > 0;) {
      const ir::Node& node = graph_.nodes[i];
      const QuantKind kind = rules_[i].kind;
      if (kind == QuantKind::none) continue;
      const bool follows = kind == QuantKind::pass_through || kind == QuantKind::clamp;
      if (follows && !any_output(node, wanted_)) continue;
      for (size_t k = 0; k < node.inputs.size(); ++k) {
        if (is_activation(graph_, node, rules_[i], k)) mark(wanted_, node.inputs[k]);
      }
    }
  }

  // Finds the values that integer nodes make; drops candidates that gain nothing. Returns whether
  // it dropped any.
  bool drop_losers() {
    bool dropped = false;
    eight_bit_.assign(eight_bit_.size(), false);
    for (size_t i = 0; i < graph_.nodes.size(); ++i) {
      if (rules_[i].kind == QuantKind::none) continue;
      if (!gains(i)) {
        rules_[i] = {};
        dropped = true;
      } else if (makes_eight_bits(i)) {
        for (const ir::ValueId id : graph_.nodes[i].outputs) {
          if (id != ir::kNoValue) mark(eight_bit_, id);
        }
      }
    }
    return dropped;
  }

  bool gains(size_t i) const {
    const ir::Node& node = graph_.nodes[i];
    switch (rules_[i].kind) {
      case QuantKind::elementwise:
        return forced_ || (any_activation(i, eight_bit_) && any_output(node, wanted_));
      case QuantKind::pass_through:
        return any_activation(i, eight_bit_);
      case QuantKind::clamp:
        return any_activation(i, eight_bit_) && follows_alone(node.inputs[0]);
      case QuantKind::weighted:
      case QuantKind::none:
        break;
    }
    return true;
  }

  bool makes_eight_bits(size_t i) const {
    const ir::Node& node = graph_.nodes[i];
    return !can_give_floats(node, rules_[i]) || any_output(node, wanted_);
  }

  // Kernels of Gemm and MatMul can.
  static bool can_give_floats(const ir::Node& node, const ops::QuantRule& rule) {
    return rule.kind == QuantKind::weighted && node.op_type != "Conv";
  }

  // Whether parameters that cover a clamp of `id` alone can be those of its producer: nothing else
  // takes the values on the way, and clamping earlier gives the same result.
  bool follows_alone(ir::ValueId id) const {
    while (uses_.single_use(id)) {
      const auto producer = static_cast<size_t>(uses_.producer(id));
      const QuantKind kind = rules_[producer].kind;
      const ir::Node& node = graph_.nodes[producer];
      if (kind == QuantKind::weighted || kind == QuantKind::elementwise) return true;
      if (node.op_type == "Resize" || node.op_type == "Pad" || node.outputs.size() > 1) {
        return false;
      }
      id = node.inputs[0];
    }
    return false;
  }

  Plan group_values() {
    Plan plan{std::move(rules_), std::vector<int32_t>(graph_.values.size(), -1), {}};
    for (size_t i = 0; i < graph_.nodes.size(); ++i) {
      if (!plan.integer(i)) continue;
      const ir::Node& node = graph_.nodes[i];
      for (size_t k = 0; k < node.inputs.size(); ++k) {
        if (is_activation(graph_, node, plan.rules[i], k)) open_group(plan, node.inputs[k], {});
      }
      for (const ir::ValueId id : node.outputs) {
        if (id == ir::kNoValue || !eight_bit_[static_cast<size_t>(id)]) continue;
        const QuantKind kind = plan.rules[i].kind;
        if (kind == QuantKind::weighted || kind == QuantKind::elementwise) {
          open_group(plan, id, plan.rules[i].output_range);
          continue;
        }
        const int32_t group = plan.group_of[static_cast<size_t>(node.inputs[0])];
        plan.group_of[static_cast<size_t>(id)] = group;
        if (kind == QuantKind::clamp) plan.groups[static_cast<size_t>(group)] = {id, {}};
      }
    }
    return plan;
  }

  static void open_group(Plan& plan, ir::ValueId id, std::optional<ops::QuantRange> fixed) {
    if (plan.grouped(id)) return;
    plan.group_of[static_cast<size_t>(id)] = static_cast<int32_t>(plan.groups.size());
    plan.groups.push_back({id, fixed});
  }

  bool any_activation(size_t i, const std::vector<bool>& set) const {
    const ir::Node& node = graph_.nodes[i];
    for (size_t k = 0; k < node.inputs.size(); ++k) {
      if (is_activation(graph_, node, rules_[i], k) && set[static_cast<size_t>(node.inputs[k])]) {
        return true;
      }
    }
    return false;
  }

  static bool any_output(const ir::Node& node, const std::vector<bool>& set) {
    for (const ir::ValueId id : node.outputs) {
      if (id != ir::kNoValue && set[static_cast<size_t>(id)]) return true;
    }
    return false;
  }

  static void mark(std::vector<bool>& set, ir::ValueId id) { set[static_cast<size_t>(id)] = true; }

  const ir::Graph& graph_;
  const ir::Uses uses_;
  const bool forced_;
  const std::vector<bool>& unfit_;
  std::vector<ops::QuantRule> rules_;
  std::vector<bool> wanted_, eight_bit_;
};

}  // namespace

Plan plan_static(const ir::Model& model, const Selection& selection, const QuantizeOptions& options,
                 const std::vector<bool>& unfit) {
  return Planner(model, selection, !options.op_types.empty(), unfit).plan();
}

}  // namespace sprint::quantization
