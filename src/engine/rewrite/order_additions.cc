#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/rewrite/rewrites.h"
#include "ir/edit.h"

namespace sprint::engine {

void order_additions(ir::Graph& graph) {
  const ir::Uses uses(graph);
  for (ir::Node& node : graph.nodes) {
    // Of an operand: the value, and its scale and zero point.
    const ptrdiff_t size = node.op_type == "QLinearAdd" ? 3 : node.op_type == "Add" ? 1 : 0;
    if (size == 0 || std::ssize(node.inputs) < 2 * size) continue;
    const auto second = node.inputs.begin() + size;
    if (uses.producer(node.inputs[0]) >= uses.producer(*second)) continue;
    std::swap_ranges(node.inputs.begin(), second, second);
  }
}

}  // namespace sprint::engine
