#include <algorithm>
#include <utility>

#include "engine/rewrite/rewrites.h"
#include "ir/edit.h"

namespace sprint::engine {

void order_additions(ir::Graph& graph) {
  const ir::Uses uses(graph);
  for (ir::Node& node : graph.nodes) {
    if (node.op_type != "QLinearAdd" || node.inputs.size() < 6) continue;
    if (uses.producer(node.inputs[0]) >= uses.producer(node.inputs[3])) continue;
    std::swap_ranges(node.inputs.begin(), node.inputs.begin() + 3, node.inputs.begin() + 3);
  }
}

}  // namespace sprint::engine
