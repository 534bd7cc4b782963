#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "engine/rewrite/rewrites.h"
#include "ir/edit.h"

namespace sprint::engine {
namespace {

constexpr std::array<std::string_view, 6> kMovers{"MaxPool", "Flatten",   "Reshape",
                                                  "Squeeze", "Unsqueeze", "Transpose"};

// The node before the QuantizeLinear `node` that only moves values and feeds it alone; -1 if none.
int32_t mover_before(const ir::Graph& graph, const ir::Uses& uses, const ir::Node& node) {
  if (node.op_type != "QuantizeLinear" || !uses.single_use(node.inputs[0])) return -1;
  const int32_t found = uses.producer(node.inputs[0]);
  if (found < 0) return -1;
  const ir::Node& mover = graph.nodes[static_cast<size_t>(found)];
  const bool moves = mover.domain.empty() && mover.outputs.size() == 1 &&
                     std::ranges::count(kMovers, mover.op_type) > 0;
  const ir::ConstantPtr scale = graph.constant(node.input(1));
  return moves && scale != nullptr && scale->count() == 1 ? found : -1;
}

DType integer_type(const ir::Graph& graph, const ir::Node& quantize) {
  const ir::ConstantPtr zero = graph.constant(quantize.input(2));
  return zero != nullptr ? zero->dtype() : DType::uint8;
}

// a -> mover -> b -> quantize -> c becomes a -> quantize -> b' -> mover -> c. The nodes change
// places, so producers stay first.
void swap(ir::Graph& graph, ir::Names& names, size_t mover_at, size_t quantize_at) {
  ir::Node& mover = graph.nodes[mover_at];
  ir::Node& quantize = graph.nodes[quantize_at];
  ir::Type type;
  type.dtype = integer_type(graph, quantize);
  const ir::ValueId between =
      ir::add_value(graph, names.fresh(graph[mover.inputs[0]].name + "_quantized"), type);
  const ir::ValueId result = quantize.outputs[0];
  quantize.inputs[0] = mover.inputs[0];
  quantize.outputs[0] = between;
  mover.inputs[0] = between;
  mover.outputs[0] = result;
  std::swap(mover, quantize);
}

bool hoist_one(ir::Graph& graph, ir::Names& names) {
  const ir::Uses uses(graph);
  for (size_t i = 0; i < graph.nodes.size(); ++i) {
    const int32_t mover = mover_before(graph, uses, graph.nodes[i]);
    if (mover < 0) continue;
    swap(graph, names, static_cast<size_t>(mover), i);
    return true;
  }
  return false;
}

}  // namespace

void hoist_quantize(ir::Graph& graph) {
  ir::Names names(graph);
  while (hoist_one(graph, names)) {
  }
}

}  // namespace sprint::engine
