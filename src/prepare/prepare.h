// Puts a model into the form that the later stages work on: constants folded, shapes known so far
// as they can be, BatchNormalization folded away, an operator set that INT8 needs.
#pragma once

#include <cstdint>

#include "ir/model.h"

namespace sprint {

struct PrepareOptions {
  int64_t opset = 13;  // of ai.onnx, at least: 13 to 21. A newer model keeps its own
};

// Returns a model that computes the same (floats but for rounding) with the same inputs, less those
// that had a default value, and the same outputs. Throws Error naming the node where the model
// contradicts the operators' contracts or cannot be upgraded exactly.
ir::Model prepare(ir::Model model, const PrepareOptions& options = {});

// Fills in the types of all values so far as they can be known, in bodies too; nodes stay as they
// are. Throws Error naming the node where shapes contradict each other.
ir::Model infer_shapes(ir::Model model);

}  // namespace sprint
