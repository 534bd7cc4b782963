#include "prepare/passes.h"

namespace sprint::prepare_passes {

ir::Model drop_initializer_inputs(ir::Model model) {
  ir::Graph& graph = model.graph;
  std::erase_if(graph.inputs, [&](ir::ValueId id) { return graph[id].constant != nullptr; });
  return model;
}

}  // namespace sprint::prepare_passes
