// The search for the best INT8 form of a model and the runtime for it: every recipe tried, the best
// few measured at length, one chosen.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "optimize/attempt.h"
#include "sprint/compare.h"

namespace sprint::optimize {

struct OptimizeOptions {
  Requirements requirements;
  CompareOptions compare;          // of the finalists; its runtime `automatic` tries both
  double calibration_share = 0.5;  // of the samples; the others are held out
  uint64_t seed = 0;               // of the split
  double screen_seconds = 0.5;     // for the latency of every attempt
  size_t finalists = 3;
  std::optional<double> time_limit;  // in seconds, from the start; nothing: until all is tried
};

// Every attempt is judged on as many held-out samples, and at least kLeastScreened, as take so many
// multiplications of the base together: by the model and not by the clock, so that the same input
// is judged in the same way every time.
constexpr double kScreenedMultiplications = 1e11;
constexpr size_t kLeastScreened = 32;

struct Outcome {
  std::vector<Attempt> attempts;  // best first
  size_t chosen = 0;              // the best INT8 one; accepted or not
  std::string model;              // its file, in the folder for candidates
};

// Tries every recipe on the ONNX file `path`, or, where the time is limited, as many as it allows
// and one INT8 model at least; the models go to `folder`. The samples of `set` are split by
// content; what is chosen stores its preprocess spec and which samples calibration saw, so that
// compare() on the same set comes to the same verdict. Throws Error where the model is quantized
// already, no recipe gives a model that can be judged, or there are fewer than two different
// samples.
Outcome optimize(const std::string& path, const SampleSet& set, const std::string& folder,
                 const OptimizeOptions& options, const Progress& progress = {});

}  // namespace sprint::optimize
