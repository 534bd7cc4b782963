// How many inputs and outputs operators have: what holds of a node before anything else looks at
// it.
#pragma once

#include <cstddef>
#include <string_view>

#include "ir/graph.h"

namespace sprint::ops {

// In any version of ai.onnx from 7 on.
struct Arity {
  std::string_view name;
  size_t required_inputs, most_inputs;    // the first ones are required
  size_t required_outputs, most_outputs;  // of at least one that there is
};

// Null for an operator that Sprint knows nothing about.
const Arity* find_arity(std::string_view domain, std::string_view name);

// Throws Error where the node, of such an operator, leaves out what it requires or has more than
// the operator takes.
void check_arity(const ir::Node& node);

}  // namespace sprint::ops
