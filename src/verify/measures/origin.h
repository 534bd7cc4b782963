// The operator that gives an output its meaning.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "ir/graph.h"

namespace sprint::verify {

// The last operator before an output that computes and does not only move elements about.
struct Origin {
  std::string op_type;
};

// Looks from the output of that name upwards through operators that keep values (Identity, Reshape,
// Transpose, Squeeze, Cast, QuantizeLinear, ...) and into the branches of If, where they agree.
// Nothing where the way ends at an input, a constant or a value of another graph.
std::optional<Origin> origin_of(const ir::Graph& graph, std::string_view output);

}  // namespace sprint::verify
