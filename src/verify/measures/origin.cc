#include "verify/measures/origin.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "ir/edit.h"

namespace sprint::verify {
namespace {

constexpr std::array<std::string_view, 12> kMovers{
    "Identity", "Reshape",  "Flatten", "Squeeze",        "Unsqueeze",        "Transpose",
    "Cast",     "CastLike", "Dropout", "QuantizeLinear", "DequantizeLinear", "Clip"};

}  // namespace

std::optional<Origin> origin_of(const ir::Graph& graph, std::string_view output) {
  const ir::Uses uses(graph);
  ir::ValueId value = ir::find_value(graph, output);
  for (;;) {
    const int32_t producer = value == ir::kNoValue ? -1 : uses.producer(value);
    if (producer < 0) return {};
    const ir::Node& node = graph.nodes[static_cast<size_t>(producer)];
    if (std::ranges::find(kMovers, node.op_type) == kMovers.end())
      return Origin{node.op_type, &node};
    value = node.input(0);
  }
}

}  // namespace sprint::verify
