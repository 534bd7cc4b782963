// Rewrites of a graph into the form that the engine runs best; each computes the same.
#pragma once

#include "ir/graph.h"

namespace sprint::engine {

// Computes DequantizeLinear of constants: weights that a float operator takes. Throws Error where
// scales do not fit the weights.
void fold_dequantize(ir::Graph& graph);

// Moves a QuantizeLinear with one scale in front of the MaxPool, Reshape and the like whose result
// it takes, so that they move 8 bits: rounding keeps order, so the largest element stays it.
void hoist_quantize(ir::Graph& graph);

}  // namespace sprint::engine
