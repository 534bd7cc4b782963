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
  CompareOptions compare;             // of the finalists; its runtime `automatic` tries both
  double calibration_share = 0.5;     // of the samples; the others are held out
  uint64_t seed = 0;                  // of the split
  double screen_seconds = 0.5;        // for the latency of every attempt
  double screen_quality_seconds = 1;  // about; at least kLeastScreened samples
  size_t finalists = 3;
};
constexpr size_t kLeastScreened = 32;

struct Outcome {
  std::vector<Attempt> attempts;  // best first
  size_t chosen = 0;              // the best INT8 one; accepted or not
  std::string model;              // its file, in the folder for candidates
};

// Tries every recipe on the ONNX file `path`; the models go to `folder`. The samples of `set` are
// split by content; what is chosen stores its preprocess spec and which samples calibration saw, so
// that compare() on the same set comes to the same verdict. Throws Error where the model is
// quantized already, no recipe gives a model that runs, or there are fewer than two different
// samples.
Outcome optimize(const std::string& path, const SampleSet& set, const std::string& folder,
                 const OptimizeOptions& options, const Progress& progress = {});

}  // namespace sprint::optimize
