#include "ops/quant_rule.h"

#include <string>
#include <string_view>
#include <unordered_map>

namespace sprint::ops {
namespace {

QuantRule conv(const ir::Node&, int64_t) { return {QuantKind::weighted, 0, {}}; }

// The weight is [in, out / group, ...]: only without groups does axis 1 count every output channel.
QuantRule conv_transpose(const ir::Node&, int64_t) { return {QuantKind::weighted, 1, {}}; }

// QGemm takes the bias as int32 of scale a * b, and has alpha, transA and transB but no beta.
QuantRule gemm(const ir::Node& node, int64_t) {
  if (node.get("alpha", 1.0F) != 1.0F || node.get("beta", 1.0F) != 1.0F ||
      node.get<int64_t>("transA", 0) != 0) {
    return {};
  }
  return {QuantKind::weighted, node.get<int64_t>("transB", 0) != 0 ? 0 : 1, {}};
}

QuantRule mat_mul(const ir::Node&, int64_t) { return {QuantKind::weighted, -1, {}}; }

QuantRule elementwise(const ir::Node&, int64_t) { return {QuantKind::elementwise, 0, {}}; }

QuantRule unit_range(const ir::Node&, int64_t) {
  return {QuantKind::elementwise, 0, QuantRange{0.0F, 1.0F}};
}

QuantRule pass_through(const ir::Node&, int64_t) { return {QuantKind::pass_through, 0, {}}; }

QuantRule max_pool(const ir::Node& node, int64_t opset) {
  const bool indices = node.outputs.size() > 1 && node.outputs[1] != ir::kNoValue;
  if (opset < 12 || indices) return {};
  return {QuantKind::pass_through, 0, {}};
}

// Cubic interpolation leaves the range of its input.
QuantRule resize(const ir::Node& node, int64_t opset) {
  if (opset < 11 || node.get("mode", std::string("nearest")) == "cubic") return {};
  return {QuantKind::pass_through, 0, {}};
}

QuantRule pad(const ir::Node&, int64_t opset) {
  if (opset < 11) return {};
  return {QuantKind::pass_through, 0, {}};
}

QuantRule reduce_extreme(const ir::Node&, int64_t opset) {
  if (opset < 12) return {};
  return {QuantKind::pass_through, 0, {}};
}

QuantRule clamp(const ir::Node&, int64_t) { return {QuantKind::clamp, 0, {}}; }

using RuleOf = QuantRule (*)(const ir::Node&, int64_t opset);

const std::unordered_map<std::string_view, RuleOf>& rules() {
  static const std::unordered_map<std::string_view, RuleOf> table{
      {"Conv", conv},
      {"ConvTranspose", conv_transpose},
      {"Gemm", gemm},
      {"MatMul", mat_mul},
      {"Add", elementwise},
      {"AveragePool", elementwise},
      {"Concat", elementwise},
      {"GlobalAveragePool", elementwise},
      {"LeakyRelu", elementwise},
      {"Mul", elementwise},
      {"Sigmoid", unit_range},
      {"Softmax", unit_range},
      {"Where", elementwise},
      {"DepthToSpace", pass_through},
      {"Expand", pass_through},
      {"Flatten", pass_through},
      {"Gather", pass_through},
      {"GatherElements", pass_through},
      {"MaxPool", max_pool},
      {"Pad", pad},
      {"ReduceMax", reduce_extreme},
      {"ReduceMin", reduce_extreme},
      {"Reshape", pass_through},
      {"Resize", resize},
      {"Slice", pass_through},
      {"Split", pass_through},
      {"Squeeze", pass_through},
      {"Tile", pass_through},
      {"Transpose", pass_through},
      {"Unsqueeze", pass_through},
      {"Clip", clamp},
      {"Relu", clamp},
  };
  return table;
}

}  // namespace

QuantRule quant_rule(const ir::Node& node, int64_t opset) {
  if (!node.domain.empty()) return {};
  const auto found = rules().find(node.op_type);
  return found == rules().end() ? QuantRule{} : found->second(node, opset);
}

}  // namespace sprint::ops
