#include "engine/check_nodes.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "engine/plan.h"
#include "engine/rewrite/rewrites.h"
#include "ir/edit.h"
#include "ops/arity.h"

namespace sprint::engine {
namespace {

using Indices = std::vector<size_t>;

// The inputs that an operator of com.microsoft requires, as its specification has them; elsewhere
// the first alone, further ones being looked at with care.
const Indices& required_inputs(const std::string& op_type) {
  static const Indices one{0}, two{0, 1}, three{0, 1, 2};
  static const std::unordered_map<std::string_view, Indices> table{
      {"BiasGelu", two},
      {"DequantizeLinear", two},
      {"DynamicQuantizeMatMul", three},
      {"FusedConv", two},
      {"FusedGemm", two},
      {"FusedMatMul", two},
      {"MatMulIntegerToFloat", {0, 1, 2, 3}},
      {"QGemm", {0, 1, 3, 4}},
      {"QLinearAdd", {0, 1, 3, 4, 6}},
      {"QLinearMul", {0, 1, 3, 4, 6}},
      {"QLinearWhere", {0, 1, 2, 4, 5, 7}},
      {"QuantizeLinear", two},
  };
  const auto found = table.find(op_type);
  return found == table.end() ? one : found->second;
}

// Sizes of windows and blocks, so small that no product of one and the extent of an image in memory
// overflows.
void check_sizes(const ir::Node& node) {
  static constexpr int64_t kMost = 1 << 20;
  const auto check_one = [](const char* name, int64_t size) {
    if (size < -kMost || size > kMost) fail("{} of {}, at most {}", name, size, kMost);
  };
  check_one("blocksize", node.get<int64_t>("blocksize", 1));
  for (const char* name :
       {"dilations", "kernel_shape", "output_padding", "output_shape", "pads", "strides"}) {
    for (const int64_t size : node.get(name, std::vector<int64_t>())) check_one(name, size);
  }
}

bool is_onnx(const ir::Node& node) { return node.domain.empty() || node.domain == "ai.onnx"; }

void check(const ir::Node& node) {
  if (node.domain == kOwnDomain) fail("the domain {} is not for files", kOwnDomain);
  if (is_onnx(node)) {
    ops::check_arity(node);
  } else {
    for (const size_t index : required_inputs(node.op_type)) {
      if (node.input(index) == ir::kNoValue) fail("input {} is left out", index);
    }
  }
  // Split may leave out any of its parts.
  const bool has_result =
      !node.outputs.empty() && (node.outputs[0] != ir::kNoValue || node.op_type == "Split");
  if (!has_result) fail("its result is left out");
  check_sizes(node);
}

bool is_supported(const ir::Node& node) {
  static const std::vector<std::string> names = supported_operators();  // sorted
  if (node.domain == kOwnDomain) return true;
  return std::ranges::binary_search(
      names, is_onnx(node) ? node.op_type : node.domain + "." + node.op_type);
}

}  // namespace

void check_nodes(const ir::Graph& graph) {
  for (const ir::Node& node : graph.nodes) {
    if (is_supported(node)) with_context(ir::node_label(graph, node), [&] { check(node); });
  }
}

}  // namespace sprint::engine
