#include <optional>

#include "engine/rewrite/rewrites.h"
#include "ir/edit.h"

namespace sprint::engine {
namespace {

// What integers of one tensor stand for.
struct Params {
  float scale = 0;
  int64_t zero = 0;
  DType type = DType::undefined;

  friend bool operator==(const Params&, const Params&) = default;
};

// Of QuantizeLinear or DequantizeLinear per tensor, whose integers are of `type` where there is no
// zero point; nothing where they are not constant.
std::optional<Params> params_of(const ir::Graph& graph, const ir::Node& node, DType type) {
  const ir::ConstantPtr scale = graph.constant(node.input(1));
  if (scale == nullptr || scale->count() != 1) return std::nullopt;
  Params params{scale->to_floats()[0], 0, type};
  if (node.input(2) == ir::kNoValue) return params;
  const ir::ConstantPtr zero = graph.constant(node.input(2));
  if (zero == nullptr || zero->count() != 1) return std::nullopt;
  params.zero = zero->to_ints()[0];
  params.type = zero->dtype();
  return params;
}

std::optional<Params> made_by(const ir::Graph& graph, const ir::Node& quantize) {
  const auto type = static_cast<DType>(quantize.get<int64_t>("output_dtype", 0));
  return params_of(graph, quantize, type == DType::undefined ? DType::uint8 : type);
}

std::optional<Params> taken_by(const ir::Graph& graph, const ir::Node& dequantize) {
  return params_of(graph, dequantize, graph[dequantize.inputs[0]].type.dtype);
}

}  // namespace

void cancel_quantize(ir::Graph& graph) {
  const ir::Uses uses(graph);
  ir::Replacements replacements;
  for (const ir::Node& node : graph.nodes) {
    if (node.op_type != "QuantizeLinear" || uses.producer(node.inputs[0]) < 0) continue;
    const ir::Node& before = graph.nodes[static_cast<size_t>(uses.producer(node.inputs[0]))];
    if (before.op_type != "DequantizeLinear") continue;
    const auto params = made_by(graph, node);
    if (params && params == taken_by(graph, before)) {
      replacements[node.outputs[0]] = before.inputs[0];
    }
  }
  ir::replace_uses(graph, replacements);
  ir::remove_unused(graph);
}

}  // namespace sprint::engine
