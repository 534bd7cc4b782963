// What the rules of single operators leave open, behind operators that Sprint does not know.
#include "ops/same_type.h"
#include "prepare/passes.h"

namespace sprint::prepare_passes {
namespace {

DType type_of(const ir::Value& value) {
  return value.constant != nullptr ? value.constant->dtype() : value.type.dtype;
}

// Gives values without an element type that of their tie. Returns whether it gave any.
bool spread(ir::Graph& graph, const std::vector<ir::ValueId>& tied) {
  DType known = DType::undefined;
  for (const ir::ValueId id : tied) {
    if (known == DType::undefined) known = type_of(graph[id]);
  }
  bool any = false;
  for (const ir::ValueId id : tied) {
    ir::Type& type = graph[id].type;
    if (known == DType::undefined || type_of(graph[id]) != DType::undefined) continue;
    if (!type.other.empty()) continue;  // not a tensor
    type.dtype = known;
    any = true;
  }
  return any;
}

}  // namespace

void spread_types(ir::Graph& graph) {
  std::vector<std::vector<ir::ValueId>> ties;
  for (const ir::Node& node : graph.nodes) ties.push_back(ops::same_type_values(node));
  // Forth and back, until nothing more is learnt.
  for (bool any = true; any;) {
    any = false;
    for (size_t i = 0; i < ties.size(); ++i) any = spread(graph, ties[i]) || any;
    for (size_t i = ties.size(); i-- > 0;) any = spread(graph, ties[i]) || any;
  }
}

}  // namespace sprint::prepare_passes
