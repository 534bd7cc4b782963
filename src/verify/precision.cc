#include "verify/precision.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace sprint::verify {
namespace {

bool is_quantized(const ir::Node& node) {
  constexpr std::array<std::string_view, 6> kTypes{"QuantizeLinear",        "DequantizeLinear",
                                                   "DynamicQuantizeLinear", "MatMulIntegerToFloat",
                                                   "DynamicQuantizeMatMul", "MatMulNBits"};
  const std::string_view type = node.op_type;
  return type.starts_with("QLinear") || type == "QGemm" || type.ends_with("Integer") ||
         std::ranges::find(kTypes, type) != kTypes.end();
}

}  // namespace

const char* precision_name(const ir::Model& model) {
  const ir::Graph& graph = model.graph;
  if (std::ranges::any_of(graph.nodes, is_quantized)) return "INT8";
  const bool half = std::ranges::any_of(
      graph.values, [&](const ir::Value& value) { return value.type.dtype == DType::float16; });
  return half ? "FP16" : "FP32";
}

}  // namespace sprint::verify
