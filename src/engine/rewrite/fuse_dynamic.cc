#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/rewrite/rewrites.h"
#include "ir/edit.h"

namespace sprint::engine {
namespace {

using ir::kNoValue;
using ir::ValueId;

constexpr const char* kContrib = "com.microsoft";

// The node that alone takes `id`; null unless it is `op_type`.
const ir::Node* only_user(const ir::Graph& graph, const ir::Uses& uses, ValueId id,
                          std::string_view op_type) {
  if (!uses.single_use(id)) return nullptr;
  const ir::Uses::Use use = uses.consumers(id)[0];
  if (use.input < 0) return nullptr;
  const ir::Node& node = graph.nodes[static_cast<size_t>(use.node)];
  return node.domain.empty() && node.op_type == op_type ? &node : nullptr;
}

ValueId other_input(const ir::Node& node, ValueId id) {
  return node.inputs[node.inputs[0] == id ? 1 : 0];
}

// Whether the value has one element per channel in the dimension that lines up with the channels of
// an image, or with the columns of a matrix; 1 for `channels`: one element.
bool lines_up(const ir::Graph& graph, ValueId id, int64_t channels, bool image) {
  const std::optional<Shape>& shape = graph[id].type.shape;
  const ir::ConstantPtr constant = graph.constant(id);
  std::vector<int64_t> dims;
  if (constant != nullptr) {
    dims = constant->dims();
  } else if (shape) {
    for (const Dim& dim : *shape) dims.push_back(dim.known() ? dim.value : -1);
  } else {
    return false;
  }
  const size_t behind = image ? 2 : 0, rank = dims.size();
  for (size_t i = 0; i < rank; ++i) {
    const bool at_channels = i + behind + 1 == rank;
    if (dims[i] != (at_channels ? channels : 1)) return false;
  }
  return rank <= (image ? 4U : 1U) && (channels == 1 || rank > behind);
}

struct Chain {
  const ir::Node* last = nullptr;
  ValueId scale = kNoValue, bias = kNoValue;
};

// What stands behind the sums of `node`.
std::optional<Chain> chain_of(const ir::Graph& graph, const ir::Uses& uses, const ir::Node& node) {
  const bool image = node.op_type == "ConvInteger";
  const ir::ConstantPtr weights = graph.constant(node.input(1));
  if (weights == nullptr || weights->dims().size() != (image ? 4 : 2)) return std::nullopt;
  const int64_t channels = weights->dims()[image ? 0 : 1];
  const ir::Node* cast = only_user(graph, uses, node.outputs[0], "Cast");
  const bool to_float =
      cast != nullptr && cast->get<int64_t>("to", 0) == static_cast<int64_t>(DType::float32);
  const ir::Node* mul = to_float ? only_user(graph, uses, cast->outputs[0], "Mul") : nullptr;
  if (mul == nullptr) return std::nullopt;
  Chain chain{mul, other_input(*mul, cast->outputs[0]), kNoValue};
  if (!lines_up(graph, chain.scale, channels, image) && !lines_up(graph, chain.scale, 1, image)) {
    return std::nullopt;
  }
  const ir::Node* add = only_user(graph, uses, mul->outputs[0], "Add");
  if (add == nullptr) return chain;
  const ValueId bias = other_input(*add, mul->outputs[0]);
  if (lines_up(graph, bias, channels, image)) chain = {add, chain.scale, bias};
  return chain;
}

ir::Node fused(const ir::Node& node, const Chain& chain, ValueId one) {
  ir::Node result = node;
  if (node.op_type == "ConvInteger") {
    result.op_type = "ConvIntegerToFloat";
    result.domain = kOwnDomain;
    result.inputs = {node.inputs[0], node.inputs[1], node.input(2),
                     node.input(3),  chain.scale,    chain.bias};
  } else {
    result.op_type = "MatMulIntegerToFloat";
    result.domain = kContrib;
    result.inputs = {node.inputs[0], node.inputs[1], one,       chain.scale,
                     node.input(2),  node.input(3),  chain.bias};
  }
  result.outputs = chain.last->outputs;
  return result;
}

void fuse_chains(ir::Graph& graph) {
  const ir::Uses uses(graph);
  ir::Names names(graph);
  ValueId one = kNoValue;
  std::vector<std::pair<size_t, ir::Node>> replacements;
  for (const ir::Node& node : graph.nodes) {
    const bool integer = node.op_type == "ConvInteger" || node.op_type == "MatMulInteger";
    const auto chain = integer ? chain_of(graph, uses, node) : std::nullopt;
    if (!chain) continue;
    if (one == kNoValue) {
      one = ir::add_constant(graph, names.fresh("one"), ir::Constant::scalar(1.0F));
    }
    // The scale may be made after the sums: the last node of the chain is where all is there.
    replacements.emplace_back(static_cast<size_t>(chain->last - graph.nodes.data()),
                              fused(node, *chain, one));
  }
  for (auto& [at, node] : replacements) graph.nodes[at] = std::move(node);
}

// Inputs: A, B, scale and zero point of B, bias.
void expand_matmul(ir::Graph& graph) {
  ir::Names names(graph);
  std::vector<ir::Node> nodes;
  for (ir::Node& node : graph.nodes) {
    if (node.op_type == "DynamicQuantizeMatMul" && node.domain == kContrib) {
      const std::string base = graph[node.outputs[0]].name;
      const auto add = [&](const char* what, DType dtype) {
        ir::Type type;
        type.dtype = dtype;
        return ir::add_value(graph, names.fresh(base + what), type);
      };
      ir::Node quantize;
      quantize.op_type = "DynamicQuantizeLinear";
      quantize.name = names.fresh(node.name + "_quantize");
      quantize.inputs = {node.inputs[0]};
      quantize.outputs = {add("_input_quantized", DType::uint8),
                          add("_input_scale", DType::float32),
                          add("_input_zero_point", DType::uint8)};
      const std::vector<ValueId>& x = quantize.outputs;
      node.op_type = "MatMulIntegerToFloat";
      node.inputs = {x[0], node.inputs[1], x[1],         node.inputs[2],
                     x[2], node.input(3),  node.input(4)};
      nodes.push_back(std::move(quantize));
    }
    nodes.push_back(std::move(node));
  }
  graph.nodes = std::move(nodes);
}

}  // namespace

void fuse_dynamic(ir::Graph& graph) {
  expand_matmul(graph);
  fuse_chains(graph);
  ir::remove_unused(graph);
}

}  // namespace sprint::engine
