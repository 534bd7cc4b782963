// The ways to make a model faster that `sprint optimize` tries.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sprint/quantize.h"

namespace sprint::optimize {

struct Recipe {
  std::string name;
  std::optional<QuantizeOptions> options;  // nothing: prepared, but left in float
};

// Static QDQ and QOperator, per channel and per tensor, min-max and percentile; dynamic; as it is.
std::vector<Recipe> all_recipes();

}  // namespace sprint::optimize
