#include "verify/measures/origin.h"

#include <algorithm>
#include <array>

#include "ir/edit.h"

namespace sprint::verify {
namespace {

// The first input's values, moved, copied or selected.
constexpr std::array<std::string_view, 17> kMovers{
    "Identity", "Reshape", "Flatten",  "Squeeze",      "Unsqueeze",      "Transpose",
    "Cast",     "Clip",    "CastLike", "Dropout",      "QuantizeLinear", "DequantizeLinear",
    "Slice",    "Gather",  "Split",    "DepthToSpace", "Resize"};

std::optional<Origin> origin_of_value(const ir::Graph& graph, ir::ValueId value, int depth);

// What all branches of an If agree on.
std::optional<Origin> origin_in_branches(const ir::Node& node, size_t output, int depth) {
  std::optional<Origin> found;
  for (const ir::Attribute& attribute : node.attributes) {
    if (attribute.type() != ir::AttributeType::graph) continue;
    const ir::Graph& body = *attribute.as<ir::GraphPtr>();
    if (output >= body.outputs.size()) return {};
    const std::optional<Origin> origin = origin_of_value(body, body.outputs[output], depth + 1);
    if (!origin || (found && found->op_type != origin->op_type)) return {};
    found = origin;
  }
  return found;
}

std::optional<Origin> origin_of_value(const ir::Graph& graph, ir::ValueId value, int depth) {
  constexpr int kDeepest = 16;
  const ir::Uses uses(graph);
  for (;;) {
    const int32_t producer = value == ir::kNoValue ? -1 : uses.producer(value);
    if (producer < 0) return {};
    const ir::Node& node = graph.nodes[static_cast<size_t>(producer)];
    if (node.op_type == "If" && depth < kDeepest) {
      const auto output = std::ranges::find(node.outputs, value) - node.outputs.begin();
      return origin_in_branches(node, static_cast<size_t>(output), depth);
    }
    if (std::ranges::find(kMovers, node.op_type) == kMovers.end()) return Origin{node.op_type};
    value = node.input(0);
  }
}

}  // namespace

std::optional<Origin> origin_of(const ir::Graph& graph, std::string_view output) {
  return origin_of_value(graph, ir::find_value(graph, output), 0);
}

}  // namespace sprint::verify
