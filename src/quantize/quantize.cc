#include "quantize/quantize.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "ir/edit.h"
#include "prepare/to_qoperator.h"
#include "quantize/dynamic.h"
#include "quantize/float_weights.h"
#include "quantize/notes.h"
#include "quantize/plan.h"
#include "quantize/recipe.h"
#include "quantize/static_qdq.h"
#include "quantize/thin_channels.h"
#include "quantize/unfit.h"

namespace sprint::quantization {
namespace {

bool is_quantized(const ir::Node& node) {
  constexpr std::array<std::string_view, 5> kTypes{"QuantizeLinear", "DequantizeLinear",
                                                   "DynamicQuantizeLinear", "ConvInteger",
                                                   "MatMulInteger"};
  if (std::ranges::find(kTypes, node.op_type) != kTypes.end()) return true;
  return node.op_type.starts_with("QLinear") || node.op_type == "QGemm" ||
         node.op_type == "MatMulIntegerToFloat" || node.op_type == "DynamicQuantizeMatMul";
}

bool is_limited(const QuantizeOptions& options) {
  return !options.op_types.empty() || !options.nodes.empty() || !options.exclude.empty();
}

// Weights that stay float are worth a note where they are more than this share of the parameters.
constexpr uint64_t kNoteworthy = 10;  // one in

[[noreturn]] void fail_nothing_to_quantize(const ir::Model& model, const QuantizeOptions& options,
                                           const std::vector<std::string>& notes) {
  std::string why = is_limited(options)
                        ? "op_types, nodes and exclude leave no node that has an integer form"
                        : "the model has no Conv, Gemm or MatMul with constant float32 weights";
  if (!notes.empty()) why = fmt::format("{}", fmt::join(notes, "; "));
  const std::string weights = describe(float_weights(model, {}));
  fail("nothing to quantize: {}{}{}", why, weights.empty() ? "" : "; the weights lie in ", weights);
}

std::vector<bool> integer_nodes(const Plan& plan) {
  std::vector<bool> integer;
  for (size_t i = 0; i < plan.rules.size(); ++i) integer.push_back(plan.integer(i));
  return integer;
}

// What the user should know of a model whose marked nodes become integer nodes.
std::vector<std::string> notes_on(const ir::Model& model, const Selection& selection,
                                  const std::vector<bool>& integer,
                                  const QuantizeOptions& options) {
  std::vector<std::string> notes;
  if (std::string thin = thin_channels(model, integer, options); !thin.empty()) {
    notes.push_back(std::move(thin));
  }
  std::vector<bool> expected = integer;  // and what the user wants float
  for (size_t i = 0; i < expected.size(); ++i) {
    expected[i] = expected[i] || !selection.admitted[i];
  }
  std::vector<FloatWeights> left = float_weights(model, expected);
  uint64_t all = 0;
  for (const FloatWeights& weights : float_weights(model, {})) all += weights.elements;
  std::erase_if(left, [&](const auto& weights) { return weights.elements * kNoteworthy < all; });
  if (!left.empty()) {
    notes.push_back(fmt::format("of {} weights, these stay float: {}", all, describe(left)));
  }
  return notes;
}

// Which nodes become integer nodes before ranges are known.
std::vector<bool> plan_nodes(const ir::Model& model, const Selection& selection,
                             const QuantizeOptions& options) {
  if (options.mode == QuantizeMode::dynamic) return plan_dynamic(model, selection);
  return integer_nodes(plan_static(model, selection, options));
}

// Throws where an option names nothing that is quantized, or nothing is at all.
void check_plan(const ir::Model& model, const QuantizeOptions& options,
                const std::vector<bool>& integer) {
  if (is_limited(options)) {
    QuantizeOptions unlimited = options;
    unlimited.op_types = unlimited.nodes = unlimited.exclude = {};
    check_selected(model, options, integer,
                   plan_nodes(model, select_nodes(model, unlimited), unlimited));
  }
  if (std::ranges::find(integer, true) == integer.end()) {
    fail_nothing_to_quantize(model, options, {});
  }
}

struct Planned {
  Plan plan;
  std::vector<std::string> notes;
};

// The plan less what `ranges` tell to leave float.
Planned plan_with_ranges(const ir::Model& model, const calibrate::Ranges& ranges,
                         const QuantizeOptions& options) {
  const Selection selection = select_nodes(model, options);
  Planned planned{plan_static(model, selection, options), {}};
  Unfit unfit;
  while (find_unfit(model, planned.plan, ranges, unfit)) {
    planned.plan = plan_static(model, selection, options, unfit.values);
  }
  planned.notes = unfit.notes();
  if (planned.plan.groups.empty()) fail_nothing_to_quantize(model, options, planned.notes);
  for (std::string& note : notes_on(model, selection, integer_nodes(planned.plan), options)) {
    planned.notes.push_back(std::move(note));
  }
  return planned;
}

// Marks the groups whose values a Concat or Where joins.
std::vector<bool> joined_groups(const ir::Graph& graph, const Plan& plan) {
  std::vector<bool> joined(plan.groups.size());
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const ir::Node& node = graph.nodes[i];
    if (plan.integer(i) && joins(node) && plan.grouped(node.outputs[0])) {
      joined[static_cast<size_t>(plan.group_of[static_cast<size_t>(node.outputs[0])])] = true;
    }
  }
  return joined;
}

}  // namespace

void check_not_quantized(const ir::Model& model) {
  for (const ir::Node& node : model.graph.nodes) {
    if (!is_quantized(node)) continue;
    fail("{}: the model is quantized already; start from the float model",
         ir::node_label(model.graph, node));
  }
}

std::vector<std::string> tensors_to_calibrate(const ir::Model& prepared,
                                              const QuantizeOptions& options) {
  const Plan plan = plan_static(prepared, select_nodes(prepared, options), options);
  check_plan(prepared, options, integer_nodes(plan));
  std::vector<std::string> names;
  for (const Group& group : plan.groups) names.push_back(prepared.graph[group.ranged].name);
  // Should a join stay float, what is selected from it gets a range of its own.
  const std::vector<bool> joined = joined_groups(prepared.graph, plan);
  for (size_t i = 0; i < prepared.graph.nodes.size(); ++i) {
    if (!plan.integer(i) || !selects(prepared.graph.nodes[i])) continue;
    for (const ir::ValueId id : prepared.graph.nodes[i].outputs) {
      if (id == ir::kNoValue || !plan.grouped(id)) continue;
      if (joined[static_cast<size_t>(plan.group_of[static_cast<size_t>(id)])]) {
        names.push_back(prepared.graph[id].name);
      }
    }
  }
  return names;
}

ir::Model quantize_static(ir::Model prepared, const calibrate::Ranges& ranges,
                          const QuantizeOptions& options) {
  check_options(options);
  const Planned planned = plan_with_ranges(prepared, ranges, options);
  ir::Model quantized = write_qdq(std::move(prepared), planned.plan, ranges, options);
  if (options.format == QuantFormat::qoperator) quantized = to_qoperator(std::move(quantized));
  ir::set_metadata(quantized, kRecipeKey, recipe_json(options));
  set_notes(quantized, planned.notes);
  return quantized;
}

ir::Model quantize_dynamic(ir::Model prepared, const QuantizeOptions& options) {
  check_options(options);
  const Selection selection = select_nodes(prepared, options);
  const std::vector<bool> planned = plan_nodes(prepared, selection, options);
  check_plan(prepared, options, planned);
  const std::vector<std::string> notes = notes_on(prepared, selection, planned, options);
  ir::Model quantized = write_dynamic(std::move(prepared), planned, options);
  ir::set_metadata(quantized, kRecipeKey, recipe_json(options));
  set_notes(quantized, notes);
  return quantized;
}

}  // namespace sprint::quantization
