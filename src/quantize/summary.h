// What of a model computes on integers.
#pragma once

#include <cstddef>
#include <map>
#include <string>

#include "ir/model.h"

namespace sprint::quantization {

// Nodes of the main graph by operator, those that convert between float and integers left out.
struct OperatorCounts {
  std::map<std::string, size_t> integer, floating;
};

// A node counts as integer where it is an integer operator, takes 8-bit values, or has an integer
// form and stands between DequantizeLinear and QuantizeLinear; a Gemm or MatMul also where only its
// inputs are dequantized.
OperatorCounts count_operators(const ir::Model& model);

}  // namespace sprint::quantization
