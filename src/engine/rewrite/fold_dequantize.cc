#include <vector>

#include "base/error.h"
#include "engine/rewrite/rewrites.h"
#include "ir/edit.h"
#include "ops/infer.h"

namespace sprint::engine {
namespace {

// (x - zero_point) * scale with parameters per tensor or along an axis (ONNX operator
// DequantizeLinear); null where they are blocked.
ir::ConstantPtr dequantized(const ir::Node& node, const ir::Constant& x, const ir::Constant& scale,
                            const ir::Constant* zero_point) {
  if (node.get<int64_t>("block_size", 0) != 0) return nullptr;
  const std::vector<float> scales = scale.to_floats();
  std::vector<int64_t> zeros(scales.size(), 0);
  if (zero_point != nullptr) zeros = zero_point->to_ints();
  size_t inner = static_cast<size_t>(x.count());
  if (scales.size() > 1) {
    const size_t axis = ops::normalize_axis(node.get<int64_t>("axis", 1), x.dims().size());
    if (static_cast<int64_t>(scales.size()) != x.dims()[axis]) {
      fail("{} scales for {} along axis {}", scales.size(), dims_text(x.dims()), axis);
    }
    inner = 1;
    for (size_t i = axis + 1; i < x.dims().size(); ++i) inner *= static_cast<size_t>(x.dims()[i]);
  }
  if (zeros.size() != scales.size() || scales.empty()) {
    fail("{} zero points for {} scales", zeros.size(), scales.size());
  }
  const std::vector<int64_t> integers = x.to_ints();
  std::vector<float> values(integers.size());
  for (size_t i = 0; i < integers.size(); ++i) {
    const size_t channel = i / inner % scales.size();
    values[i] = static_cast<float>(integers[i] - zeros[channel]) * scales[channel];
  }
  return ir::Constant::of<float>(x.dims(), std::move(values));
}

}  // namespace

void fold_dequantize(ir::Graph& graph) {
  ir::Names names(graph);
  ir::Replacements replacements;
  for (const ir::Node& node : graph.nodes) {
    if (node.op_type != "DequantizeLinear") continue;
    const ir::ConstantPtr x = graph.constant(node.input(0)), scale = graph.constant(node.input(1));
    const ir::ConstantPtr zero_point = graph.constant(node.input(2));
    if (x == nullptr || scale == nullptr) continue;
    const ir::ConstantPtr values = with_context(ir::node_label(graph, node), [&] {
      return dequantized(node, *x, *scale, zero_point.get());
    });
    if (values == nullptr) continue;
    const std::string name = graph[node.outputs[0]].name + "_folded";
    replacements[node.outputs[0]] = ir::add_constant(graph, names.fresh(name), values);
  }
  ir::replace_uses(graph, replacements);
  ir::remove_unused(graph);
}

}  // namespace sprint::engine
