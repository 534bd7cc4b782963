#include "verify/operator_kind.h"

#include <array>
#include <utility>

namespace sprint::verify {
namespace {

using Row = std::pair<std::string_view, std::string_view>;
constexpr std::array kKinds{
    Row{"FusedConv", "Conv"},
    Row{"NhwcFusedConv", "Conv"},
    Row{"ConvInteger", "Conv"},
    Row{"Gemm", "MatMul and Gemm"},
    Row{"FusedGemm", "MatMul and Gemm"},
    Row{"QGemm", "MatMul and Gemm"},
    Row{"MatMul", "MatMul and Gemm"},
    Row{"FusedMatMul", "MatMul and Gemm"},
    Row{"MatMulInteger", "MatMul and Gemm"},
    Row{"MatMulIntegerToFloat", "MatMul and Gemm"},
    Row{"DynamicQuantizeMatMul", "MatMul and Gemm"},
    Row{"QuantizeLinear", kConversion},
    Row{"DequantizeLinear", kConversion},
    Row{"DynamicQuantizeLinear", kConversion},
    Row{"Cast", kConversion},
    Row{"ReorderInput", "Change of layout"},
    Row{"ReorderOutput", "Change of layout"},
    Row{"Transpose", "Change of layout"},
};

constexpr std::string_view strip(std::string_view text, std::string_view prefix) {
  return text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

std::string_view find(std::string_view op_type) {
  for (const auto& [name, kind] : kKinds)
    if (name == op_type) return kind;
  return op_type;
}

}  // namespace

std::string operator_kind(std::string_view op_type) {
  return std::string(find(strip(find(op_type), "QLinear")));
}

}  // namespace sprint::verify
