#include "quantize/summary.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "ir/edit.h"
#include "ops/quant_rule.h"

namespace sprint::quantization {
namespace {

bool is_any_of(std::string_view op_type, std::initializer_list<std::string_view> types) {
  return std::ranges::find(types, op_type) != types.end();
}

bool is_conversion(const ir::Node& node) {
  return is_any_of(node.op_type, {"QuantizeLinear", "DequantizeLinear", "DynamicQuantizeLinear"});
}

class Counter {
 public:
  explicit Counter(const ir::Model& model)
      : graph_(model.graph), uses_(model.graph), opset_(ir::opset_version(model)) {}

  bool is_integer(const ir::Node& node) const {
    const std::string& type = node.op_type;
    if (type.starts_with("QLinear") ||
        is_any_of(type, {"QGemm", "MatMulIntegerToFloat", "ConvInteger", "MatMulInteger"})) {
      return true;
    }
    const ir::ValueId input = node.input(0);
    if (input == ir::kNoValue) return false;
    const DType dtype = graph_[input].type.dtype;
    if (dtype == DType::uint8 || dtype == DType::int8) return true;
    const ops::QuantKind kind = ops::quant_rule(node, opset_).kind;
    if (kind == ops::QuantKind::none || kind == ops::QuantKind::clamp) return false;
    return is_made_by(input, "DequantizeLinear") &&
           (is_any_of(type, {"Gemm", "MatMul"}) || is_quantized_at_once(node));
  }

 private:
  bool is_made_by(ir::ValueId id, std::string_view op_type) const {
    const int32_t producer = uses_.producer(id);
    return producer >= 0 && graph_.nodes[static_cast<size_t>(producer)].op_type == op_type;
  }

  bool is_quantized_at_once(const ir::Node& node) const {
    return std::ranges::all_of(node.outputs, [this](ir::ValueId id) {
      if (id == ir::kNoValue || !uses_.single_use(id)) return id == ir::kNoValue;
      const int32_t user = uses_.consumers(id)[0].node;
      return graph_.nodes[static_cast<size_t>(user)].op_type == "QuantizeLinear";
    });
  }

  const ir::Graph& graph_;
  const ir::Uses uses_;
  const int64_t opset_;
};

}  // namespace

OperatorCounts count_operators(const ir::Model& model) {
  const Counter counter(model);
  OperatorCounts counts;
  for (const ir::Node& node : model.graph.nodes) {
    if (is_conversion(node)) continue;
    ++(counter.is_integer(node) ? counts.integer : counts.floating)[node.op_type];
  }
  return counts;
}

}  // namespace sprint::quantization
