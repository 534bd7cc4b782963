#include "ir/edit.h"
#include "prepare/bodies.h"
#include "prepare/passes.h"

namespace sprint::prepare_passes {
namespace {

void name_graph(ir::Graph& graph, ir::Names& names) {
  for (ir::Node& node : graph.nodes) {
    if (!node.name.empty()) continue;
    std::string name = node.op_type;
    if (!node.outputs.empty() && node.outputs.front() != ir::kNoValue) {
      name += "_" + graph[node.outputs.front()].name;
    }
    node.name = names.fresh(name);
  }
}

}  // namespace

ir::Model name_nodes(ir::Model model) {
  ir::Names names(model.graph);
  transform_all(model.graph, [&](ir::Graph& graph) { name_graph(graph, names); });
  return model;
}

}  // namespace sprint::prepare_passes
