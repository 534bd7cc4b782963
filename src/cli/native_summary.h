// What the native runtime makes of a model, found by having it plan a run.
#pragma once

#include <string>
#include <vector>

#include "engine/refusals.h"
#include "ir/model.h"
#include "session/inputs.h"
#include "sprint/samples.h"

namespace sprint::cli {

struct NativeSummary {
  session::InputShapes shapes;  // of the inputs that the model leaves open, in the run looked at
  bool shapes_given = false;    // by the user or a sample; else they are likely ones
  std::vector<std::string> missing_operators;  // "com.microsoft.QAttention", sorted
  std::vector<engine::Refusal> refused;        // nodes whose operator it has
  size_t late_nodes = 0;                       // that it plans only while it runs
  std::string error;  // why it cannot run the model, where that is of no node above; else empty
  bool ran = false;   // on the sample

  bool takes_model() const { return missing_operators.empty() && refused.empty() && error.empty(); }
};

// Plans a run of `model` at the shapes in `given` and likely ones (session/candidate_shapes.h) for
// the other inputs; nothing is run.
NativeSummary native_summary(const ir::Model& model, const session::InputShapes& given);

// Plans a run on `inputs`, one per input of the model, and runs it once.
NativeSummary native_summary(const ir::Model& model, const std::vector<Tensor>& inputs);

}  // namespace sprint::cli
