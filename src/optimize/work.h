// How much a model computes, by its graph and not by the clock.
#pragma once

#include <cstdint>
#include <vector>

#include "ir/model.h"

namespace sprint::optimize {

// Multiplications of one run on inputs of those dimensions, in the order of the graph's inputs:
// those of Conv, ConvTranspose, MatMul and Gemm, and one for every element that any other node
// gives. What bodies and nodes of unknown shapes compute does not count.
double multiplications(ir::Model model, const std::vector<std::vector<int64_t>>& input_dims);

}  // namespace sprint::optimize
