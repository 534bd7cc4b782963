// Rewrites of a graph into the form that the engine runs best; each computes the same.
#pragma once

#include "ir/graph.h"

namespace sprint::engine {

// Computes DequantizeLinear of constants: weights that a float operator takes. Throws Error where
// scales do not fit the weights.
void fold_dequantize(ir::Graph& graph);

// Lets whoever takes QuantizeLinear of DequantizeLinear, both per tensor with the same parameters,
// take the integers themselves: (q - z) * s / s is off by less than half a step.
void cancel_quantize(ir::Graph& graph);

// Moves a QuantizeLinear with one scale in front of the MaxPool, Reshape and the like whose result
// it takes, so that they move 8 bits: rounding keeps order, so the largest element stays it.
void hoist_quantize(ir::Graph& graph);

// Puts the operand of every QLinearAdd first that is made last: the step that makes it can add the
// other one, which is there by then.
void order_additions(ir::Graph& graph);

}  // namespace sprint::engine
