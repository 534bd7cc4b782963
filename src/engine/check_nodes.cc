#include "engine/check_nodes.h"

#include <string_view>
#include <unordered_map>

#include "base/error.h"
#include "engine/lowering.h"
#include "ir/edit.h"

namespace sprint::engine {
namespace {

// How many inputs, from the first on, are computed values that the operator cannot do without.
size_t required_inputs(std::string_view op_type) {
  static const std::unordered_map<std::string_view, size_t> table{
      {"Add", 2},        {"And", 2},    {"ConvTranspose", 2}, {"Div", 2},
      {"Equal", 2},      {"Gather", 2}, {"Greater", 2},       {"GreaterOrEqual", 2},
      {"Less", 2},       {"MatMul", 2}, {"LessOrEqual", 2},   {"Mul", 2},
      {"Or", 2},         {"PRelu", 2},  {"Pow", 2},           {"QLinearAdd", 4},
      {"QLinearMul", 4}, {"Sub", 2},    {"Where", 3},         {"Xor", 2}};
  const auto found = table.find(op_type);
  return found == table.end() ? 1 : found->second;
}

void check(const ir::Node& node) {
  for (size_t i = 0; i < required_inputs(node.op_type); ++i) {
    if (node.input(i) == ir::kNoValue) fail("input {} is left out", i);
  }
  // Split may leave out any of its parts.
  const bool has_result =
      !node.outputs.empty() && (node.outputs[0] != ir::kNoValue || node.op_type == "Split");
  if (!has_result) fail("the result is left out");
}

}  // namespace

void check_nodes(const ir::Graph& graph) {
  for (const ir::Node& node : graph.nodes) {
    if (find_rule(node.domain, node.op_type) == nullptr) continue;
    with_context(ir::node_label(graph, node), [&] { check(node); });
  }
}

}  // namespace sprint::engine
