// Products of matrices and convolutions that sum over no elements.
#pragma once

#include <cstddef>
#include <vector>

#include "engine/lowering.h"

namespace sprint::engine {

// The result of `node`, float32 of shape `dims`: every sum is 0, and what is left is `bias`, one
// element per index along `axis` or none.
void lower_empty_sum(Lowering& plan, const ir::Node& node, const std::vector<int64_t>& dims,
                     size_t axis, std::vector<float> bias);

}  // namespace sprint::engine
