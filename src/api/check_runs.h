// Holds a quantized model to running where its users will run it.
#pragma once

#include "session/inputs.h"
#include "sprint/model.h"
#include "sprint/samples.h"

namespace sprint {

// Runs `base` and then what is written, `quantized` or, where that is null, `prepared`, both made
// from it, once in ONNX Runtime, each in a process of its own: on the first sample, as `base` takes
// it; where there is none (null, or empty), on random values of the first of
// candidate_shapes(base, shapes) that `base` runs on. Where `base` does not run, `prepared` may
// stand in for it: a branch that is never taken may be all that ONNX Runtime refuses. Throws Error
// saying which model failed, on what, with the runtime's words, and what to do; and where ONNX
// Runtime is missing.
void check_runs(const Model& base, const ir::Model& prepared, const ir::Model* quantized,
                const SampleSet* samples, const session::InputShapes& shapes);

}  // namespace sprint
