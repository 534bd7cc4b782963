#include "ops/clamp_bounds.h"

#include <limits>

namespace sprint::ops {

std::optional<float> scalar_input(const ir::Graph& graph, const ir::Node& node, size_t index,
                                  float fallback) {
  if (node.input(index) == ir::kNoValue) return fallback;
  const ir::ConstantPtr constant = graph.constant(node.input(index));
  if (constant == nullptr || constant->dtype() != DType::float32 || constant->count() != 1) {
    return std::nullopt;
  }
  return constant->to_floats()[0];
}

std::optional<Bounds> clamp_bounds(const ir::Graph& graph, const ir::Node& node) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  if (node.op_type == "Relu") return Bounds{0, kInfinity};
  const auto low = scalar_input(graph, node, 1, -kInfinity);
  const auto high = scalar_input(graph, node, 2, kInfinity);
  if (!low || !high) return std::nullopt;
  return Bounds{*low, *high};
}

}  // namespace sprint::ops
