#include "engine/refusals.h"

#include <algorithm>

#include "engine/lowering.h"
#include "engine/program.h"
#include "sprint/error.h"

namespace sprint::engine {

bool Lowering::is_given(ir::ValueId id) const {
  return id == ir::kNoValue || graph_.constant(id) != nullptr || place(id) != kNoOperand;
}

// Outputs of a refused node, where their type and shape are known all the same.
void Lowering::stand_in_for_outputs(const ir::Node& node) {
  for (const ir::ValueId id : node.outputs) {
    if (id == ir::kNoValue || is_given(id) || !graph_[id].type.shape) continue;
    const auto dims = known_dims(*graph_[id].type.shape);
    const DType dtype = graph_[id].type.dtype;
    if (dims && dtype != DType::undefined) make(id, Layout::plain, dtype, *dims);
  }
}

std::vector<Refusal> Lowering::find_refusals(const std::vector<bool>& late) {
  std::vector<Refusal> refusals;
  for (size_t i = 0; i < graph_.nodes.size(); ++i) {
    const ir::Node& node = graph_.nodes[i];
    const auto given = [&](ir::ValueId id) { return is_given(id); };
    if (skipped_[i] || late[i] || !std::ranges::all_of(node.inputs, given)) continue;
    label_ = ir::node_label(graph_, node);
    try {
      lower(node);
    } catch (const Error& error) {
      if (find_rule(node.domain, node.op_type) != nullptr)
        refusals.push_back({label_, error.what()});
      stand_in_for_outputs(node);
    }
  }
  return refusals;
}

std::vector<Refusal> refused_nodes(const ir::Model& ready,
                                   std::span<const std::vector<int64_t>> input_dims, Isa isa) {
  return Lowering(ready, input_dims, isa).find_refusals(late_nodes(ready.graph));
}

size_t count_late_nodes(const ir::Model& ready) {
  const std::vector<bool> late = late_nodes(ready.graph);
  return static_cast<size_t>(std::ranges::count(late, true));
}

}  // namespace sprint::engine
