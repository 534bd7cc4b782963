// How far a candidate's outputs lie from the base's, sample by sample.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sprint/compare.h"
#include "sprint/session.h"
#include "verify/measures/measure.h"
#include "verify/noise.h"

namespace sprint::verify {

// The part of Comparison that samples decide.
struct Quality {
  size_t samples = 0;
  std::vector<OutputDifference> outputs;
  std::vector<OutputQuality> qualities;
};

// How many samples' outputs of the base Evidence::examples holds at most.
constexpr size_t kExamples = 4;

// Takes sample after sample; memory does not grow with their number.
class QualityMeter {
 public:
  // `evidence` must outlive *this. Throws Error as choose_measures() does, or where the user's word
  // does not suit an output.
  QualityMeter(const Evidence& evidence, const std::vector<QualityChoice>& words,
               const SampleSet& set, size_t shown_samples);

  // The outputs of both models. Throws Error naming the sample and the output where their shapes
  // differ and no measure matches them.
  void add(const Sample& sample, const std::vector<Tensor>& base,
           const std::vector<Tensor>& candidate);

  Quality finish();

 private:
  struct Judged {
    Claim claim;
    std::unique_ptr<OutputMeasure> measure;
    std::vector<SampleDifference> shown;  // the worst first
    size_t differing = 0;
  };

  void add(Judged& judged, const Sample& sample, const std::vector<Tensor>& base,
           const std::vector<Tensor>& candidate);

  const Evidence& evidence_;
  const SampleSet& set_;
  const size_t shown_samples_;
  std::vector<Judged> judged_;
  std::vector<std::optional<Noise>> noise_;  // by output; nothing where shapes differed
  size_t samples_ = 0;
};

// What a model gives for a sample.
using Run = std::function<std::vector<Tensor>(const Sample&)>;

// The base's outputs on the first samples of `set`, kExamples at most.
std::vector<std::vector<Tensor>> example_outputs(const Run& base, const SampleSet& set);

// Asks both models for every sample of `set`, one sample in memory at a time, and adds what they
// give to `meter`.
Quality measure_quality(const Run& base, const Run& candidate, const SampleSet& set,
                        QualityMeter meter, const Progress& progress = {});

}  // namespace sprint::verify
