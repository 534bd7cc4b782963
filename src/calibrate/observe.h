// Runs a model on samples and keeps what values its tensors took.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "calibrate/histogram.h"
#include "ir/model.h"
#include "sprint/quantize.h"
#include "sprint/samples.h"

namespace sprint::calibrate {

// Per tensor, by name, what it held over all samples.
struct Observations {
  std::map<std::string, Histogram> tensors;
  size_t samples = 0;

  friend bool operator==(const Observations&, const Observations&) = default;
};

// Sample number `index`: one tensor per input of the model that has no default, in their order.
using SampleAt = std::function<std::vector<Tensor>(size_t index)>;

// Runs `model` on samples 0 .. count - 1 and observes the float tensors `names` (inputs, outputs or
// values between). One sample is in memory at a time. Throws Error where there is no sample, a name
// is not a tensor of the graph, or an input holds a NaN, naming sample and input.
Observations observe(const ir::Model& model, std::span<const std::string> names, size_t count,
                     const SampleAt& sample, const Progress& progress = {});

// The same on the samples of `set`; pictures go through `spec`.
Observations observe(const ir::Model& model, std::span<const std::string> names,
                     const SampleSet& set, const Preprocess& spec, const Progress& progress = {});

}  // namespace sprint::calibrate
