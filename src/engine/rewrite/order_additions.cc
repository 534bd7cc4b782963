#include <utility>

#include "engine/rewrite/rewrites.h"
#include "ir/edit.h"

namespace sprint::engine {

void order_additions(ir::Graph& graph) {
  const ir::Uses uses(graph);
  for (ir::Node& node : graph.nodes) {
    if (node.op_type != "Add" || node.inputs.size() != 2) continue;
    if (uses.producer(node.inputs[0]) < uses.producer(node.inputs[1])) {
      std::swap(node.inputs[0], node.inputs[1]);
    }
  }
}

}  // namespace sprint::engine
