#include <algorithm>
#include <optional>

#include "ir/edit.h"
#include "prepare/inference.h"
#include "prepare/passes.h"

namespace sprint::prepare_passes {
namespace {

using ops::Fact;

// The target of a Reshape with this result: -1 for the one dimension that is not known. Nothing
// where more are not known, or where one is 0, so that -1 could be any number.
std::optional<std::vector<int64_t>> reshape_target(const Shape& result) {
  std::vector<int64_t> target;
  for (const Dim& dim : result) {
    if (dim == Dim(0)) return std::nullopt;
    target.push_back(dim.known() ? dim.value : -1);
  }
  if (std::count(target.begin(), target.end(), -1) > 1) return std::nullopt;
  return target;
}

void solve_reshape(ir::Graph& graph, ir::Names& names, ir::Node& node,
                   const std::vector<Fact>& outputs) {
  if (node.op_type != "Reshape" || !node.domain.empty() || outputs.size() != 1) return;
  const ir::ValueId shape = node.input(1);
  if (shape == ir::kNoValue || graph.constant(shape) || !outputs.front().shape) return;
  auto target = reshape_target(*outputs.front().shape);
  if (!target) return;
  const auto rank = static_cast<int64_t>(target->size());
  node.inputs[1] = ir::add_constant(graph, names.fresh(graph[shape].name + "_solved"),
                                    ir::Constant::of<int64_t>({rank}, std::move(*target)));
}

}  // namespace

ir::Model fold_constants(ir::Model model) {
  ir::Names names(model.graph);
  infer(model, Evaluation::fold,
        [&](ir::Graph& graph, ir::Node& node, const std::vector<Fact>& outputs) {
          solve_reshape(graph, names, node, outputs);
        });
  return model;
}

}  // namespace sprint::prepare_passes
