// Which inputs and outputs of an operator have one element type, so that one tells the others'.
#pragma once

#include <vector>

#include "ir/graph.h"

namespace sprint::ops {

// Values of `node` that share an element type by the operator's definition in ai.onnx; empty for
// operators of which that is not known.
std::vector<ir::ValueId> same_type_values(const ir::Node& node);

}  // namespace sprint::ops
