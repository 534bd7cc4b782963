// The passes that prepare() is made of: each takes a model and returns one that computes the same.
#pragma once

#include <cstdint>

#include "ir/model.h"

namespace sprint::prepare_passes {

// Takes initializers out of the graph's inputs: they are constants then, no longer defaults that a
// caller may override.
ir::Model drop_initializer_inputs(ir::Model model);

// Computes what does not depend on inputs, Constant nodes and shape arithmetic included, and keeps
// it as initializers; fills in types as infer_shapes does. Gives a Reshape whose result is known
// but for one dimension a constant shape.
ir::Model fold_constants(ir::Model model);

// Puts the nodes of the branch taken in the place of every If whose condition is constant, in
// bodies too, and folds constants anew for as long as that finds another one.
ir::Model inline_if(ir::Model model);

// Gives values of unknown element type the type that a neighbour must share with them
// (ops/same_type.h), against the order of the nodes too: a MatMul's weight tells its input's type.
// Shapes stay unknown.
void spread_types(ir::Graph& graph);

// Rewrites nodes of ai.onnx for version `target` where the model imports an older one. Model-local
// functions, which import versions of their own, stay.
ir::Model upgrade_opset(ir::Model model, int64_t target);

// Removes nodes that hand their input on: Identity, Dropout in inference, Cast to the type at hand,
// and Transpose, Pad, Reshape, Concat and the like that change nothing.
ir::Model remove_identity(ir::Model model);

// Folds BatchNormalization, and Mul and Add by a constant per channel, into the Conv, ConvTranspose
// or Gemm before it, where nothing else uses that one's result. Computed in double.
ir::Model fold_batch_norm(ir::Model model);

// Removes nodes and values that no output needs, in bodies too.
ir::Model remove_unused(ir::Model model);

// Gives every node without a name one that is unique and says what it makes: "Conv_OUTPUT".
ir::Model name_nodes(ir::Model model);

}  // namespace sprint::prepare_passes
