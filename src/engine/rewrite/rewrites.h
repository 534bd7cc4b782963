// Rewrites of a graph into the form that the engine runs best; each computes the same.
#pragma once

#include "ir/graph.h"

namespace sprint::engine {

// The domain of operators that only rewrites write.
constexpr const char* kOwnDomain = "sprint";

// Takes apart what ONNX Runtime's optimizer joined: FusedConv, FusedGemm, FusedMatMul, BiasGelu and
// Gelu of com.microsoft become operators of ONNX. Whether there were any; those that transpose a
// value of unknown rank stay.
bool split_fused(ir::Graph& graph);

// Computes DequantizeLinear of constants: weights that a float operator takes. Throws Error where
// scales do not fit the weights.
void fold_dequantize(ir::Graph& graph);

// Lets whoever takes QuantizeLinear of DequantizeLinear, both per tensor with the same parameters,
// take the integers themselves: (q - z) * s / s is off by less than half a step.
void cancel_quantize(ir::Graph& graph);

// Moves a QuantizeLinear with one scale in front of the MaxPool, Reshape and the like whose result
// it takes, so that they move 8 bits: rounding keeps order, so the largest element stays it.
void hoist_quantize(ir::Graph& graph);

// Puts the operand of every Add first that is made last: the step that makes it can add the other
// one, which is there by then.
void order_additions(ir::Graph& graph);

// Lets activations of int8 be uint8 that are 128 higher, with their zero points: kernels know one
// type. Where an input or output of the graph, or a node that does more than move elements, wants
// int8, FlipSign of Sprint turns one into the other. Throws Error for a computed zero point.
void make_activations_unsigned(ir::Graph& graph);

// MatMulInteger or ConvInteger whose sums go through Cast to float, Mul by a scale and Add of a
// bias becomes MatMulIntegerToFloat of com.microsoft or ConvIntegerToFloat of Sprint:
//   X, W, zero points of both, scale, bias; scale and bias per output channel, or one scale.
// DynamicQuantizeMatMul of com.microsoft becomes DynamicQuantizeLinear and MatMulIntegerToFloat.
void fuse_dynamic(ir::Graph& graph);

}  // namespace sprint::engine
