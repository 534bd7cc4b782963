// Groups operators so that time spent before and after quantization can be set side by side.
#pragma once

#include <string>
#include <string_view>

namespace sprint::verify {

// The kind of conversions between float and integer tensors.
inline constexpr std::string_view kConversion = "Quantize and dequantize";

// The kind of an operator as ONNX Runtime names it after its fusions: float, QLinear and dynamic
// integer forms of one operator are of one kind; others are a kind of their own.
std::string operator_kind(std::string_view op_type);

}  // namespace sprint::verify
