// The bounds of an operator that cuts off a range.
#pragma once

#include <optional>

#include "ir/graph.h"

namespace sprint::ops {

struct Bounds {
  float low, high;
};

// The bounds of a Relu or Clip; nothing where they are not constant.
std::optional<Bounds> clamp_bounds(const ir::Graph& graph, const ir::Node& node);

// The number that a constant scalar input holds, `fallback` where the input is left out; nothing
// where it is computed or no float.
std::optional<float> scalar_input(const ir::Graph& graph, const ir::Node& node, size_t index,
                                  float fallback);

}  // namespace sprint::ops
