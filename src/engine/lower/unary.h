// Functions of one float by their nodes.
#pragma once

#include <optional>

#include "ir/graph.h"
#include "kernels/elementwise_f32/elementwise_f32.h"

namespace sprint::engine {

// What the node computes; nothing where it is no such function or an approximate one.
std::optional<kernels::UnaryF32> unary_of(const ir::Node& node);

}  // namespace sprint::engine
