#include "quantize/quantize.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "ir/edit.h"
#include "prepare/to_qoperator.h"
#include "quantize/dynamic.h"
#include "quantize/plan.h"
#include "quantize/recipe.h"
#include "quantize/static_qdq.h"

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

[[noreturn]] void fail_nothing_to_quantize(const QuantizeOptions& options) {
  const bool limited =
      !options.op_types.empty() || !options.nodes.empty() || !options.exclude.empty();
  fail("nothing to quantize: {}",
       limited ? "op_types, nodes and exclude leave no node that has an integer form"
               : "the model has no Conv, Gemm or MatMul with constant float32 weights");
}

Plan plan_of(const ir::Model& model, const QuantizeOptions& options) {
  Plan plan = plan_static(model, select_nodes(model, options), options);
  if (plan.groups.empty()) fail_nothing_to_quantize(options);
  return plan;
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
  const Plan plan = plan_of(prepared, options);
  std::vector<std::string> names;
  for (const Group& group : plan.groups) {
    if (!group.fixed) names.push_back(prepared.graph[group.ranged].name);
  }
  return names;
}

ir::Model quantize_static(ir::Model prepared, const calibrate::Ranges& ranges,
                          const QuantizeOptions& options) {
  check_options(options);
  const Plan plan = plan_of(prepared, options);
  ir::Model quantized = write_qdq(std::move(prepared), plan, ranges, options);
  if (options.format == QuantFormat::qoperator) quantized = to_qoperator(std::move(quantized));
  ir::set_metadata(quantized, kRecipeKey, recipe_json(options));
  return quantized;
}

ir::Model quantize_dynamic(ir::Model prepared, const QuantizeOptions& options) {
  check_options(options);
  const std::vector<bool> planned = plan_dynamic(prepared, select_nodes(prepared, options));
  if (std::ranges::find(planned, true) == planned.end()) fail_nothing_to_quantize(options);
  ir::Model quantized = write_dynamic(std::move(prepared), planned, options);
  ir::set_metadata(quantized, kRecipeKey, recipe_json(options));
  return quantized;
}

}  // namespace sprint::quantization
