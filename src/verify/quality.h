// How far a candidate's outputs lie from the base's, sample by sample.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sprint/compare.h"
#include "sprint/session.h"

namespace sprint::verify {

// The part of Comparison that samples decide.
struct Quality {
  size_t samples = 0;
  std::vector<OutputDifference> outputs;
  std::optional<ClassDifference> classes;
  std::optional<size_t> base_right, candidate_right;
  std::vector<SampleDifference> shown;
};

struct QualityOptions {
  std::vector<std::string> class_names;  // by class, as the model stores them; empty: none stored
  size_t shown_samples = 24;
};

// What a model gives for a sample.
using Run = std::function<std::vector<Tensor>(const Sample&)>;

// Asks both models for every sample of `set`, one sample in memory at a time; `outputs` describes
// what they give. Models are taken to have classes if verify::gives_classes says so for the first
// sample; labels of other models mean nothing and are not looked at. Throws Error naming the sample
// and output where the shapes of the outputs differ.
Quality measure_quality(const std::vector<TensorSpec>& outputs, const Run& base,
                        const Run& candidate, const SampleSet& set, const QualityOptions& options,
                        const Progress& progress = {});

}  // namespace sprint::verify
