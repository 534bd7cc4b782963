// Holds a quantized model to running where its users will run it.
#pragma once

#include "session/inputs.h"
#include "sprint/model.h"
#include "sprint/samples.h"

namespace sprint {

// Runs `base` and then `quantized`, made from it, once in ONNX Runtime, each in a process of its
// own: on the first sample, prepared as `base` says; where there is none (null, or empty), on
// random values of the first of candidate_shapes(base, shapes) that `base` runs on. Throws Error
// saying which of the two failed, on what, with the runtime's words, and what to do; and where ONNX
// Runtime is missing.
void check_runs(const Model& base, const ir::Model& quantized, const SampleSet* samples,
                const session::InputShapes& shapes);

}  // namespace sprint
