#include "verify/quality.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "verify/class_names.h"
#include "verify/noise.h"
#include "verify/top1.h"

namespace sprint::verify {
namespace {

using Outputs = std::vector<Tensor>;

void check_outputs(const std::vector<TensorSpec>& specs, const Outputs& base,
                   const Outputs& candidate) {
  if (base.size() != candidate.size())
    fail("the base has {} outputs, the candidate {}: they are not the same model", base.size(),
         candidate.size());
  for (size_t i = 0; i < base.size(); ++i)
    if (base[i].dims != candidate[i].dims)
      fail("output '{}': the base gives shape {}, the candidate {}", specs[i].name,
           dims_text(base[i].dims), dims_text(candidate[i].dims));
}

// Keeps the `limit` samples of the lowest SQNR, worst first.
void keep_worst(std::vector<SampleDifference>& worst, SampleDifference sample, size_t limit) {
  const auto place =
      std::ranges::upper_bound(worst, sample.sqnr_db, {}, &SampleDifference::sqnr_db);
  worst.insert(place, std::move(sample));
  if (worst.size() > limit) worst.pop_back();
}

class Meter {
 public:
  Meter(const std::vector<TensorSpec>& outputs, const SampleSet& set, const QualityOptions& options)
      : specs_(outputs), set_(set), options_(options), noise_(outputs.size()) {}

  void add(const Sample& sample, const Outputs& base, const Outputs& candidate) {
    with_context(sample.path, [&] { check_outputs(specs_, base, candidate); });
    if (quality_.samples++ == 0) start(base);
    SampleDifference difference{.path = sample.path,
                                .sqnr_db = add_noise(base, candidate),
                                .truth = truth(sample),
                                .base = {},
                                .candidate = {}};
    if (names_) {
      add_classes(sample, std::move(difference), top1(to_floats(base[0])),
                  top1(to_floats(candidate[0])));
    } else {
      keep_worst(quality_.shown, std::move(difference), options_.shown_samples);
    }
  }

  Quality finish() {
    for (size_t i = 0; i < noise_.size(); ++i)
      quality_.outputs.push_back({specs_[i].name, noise_[i].sqnr_db(), noise_[i].max_abs_error()});
    return std::move(quality_);
  }

 private:
  void start(const Outputs& outputs) {
    if (!gives_classes(outputs)) return;
    names_.emplace(static_cast<size_t>(outputs[0].count()), options_.class_names, set_.labels);
    quality_.classes.emplace();
    if (set_.labelled()) quality_.base_right = quality_.candidate_right = 0;
  }

  // Returns the SQNR of this sample over all outputs.
  double add_noise(const Outputs& base, const Outputs& candidate) {
    Noise all;
    for (size_t i = 0; i < base.size(); ++i) {
      Noise one;
      one.add(to_floats(base[i]), to_floats(candidate[i]));
      noise_[i].add(one);
      all.add(one);
    }
    return all.sqnr_db();
  }

  std::string truth(const Sample& sample) const {
    return sample.label < 0 ? "" : set_.labels.at(static_cast<size_t>(sample.label));
  }

  void add_classes(const Sample& sample, SampleDifference difference, const Top1& base,
                   const Top1& candidate) {
    ClassDifference& classes = *quality_.classes;
    if (sample.label >= 0) {
      const size_t right = names_->class_of(sample.label);
      const bool was = base.index == right, is = candidate.index == right;
      *quality_.base_right += was ? 1 : 0;
      *quality_.candidate_right += is ? 1 : 0;
      classes.lost += was && !is ? 1 : 0;
      classes.gained += is && !was ? 1 : 0;
    }
    if (base.index == candidate.index) {
      ++classes.agreeing;
    } else if (quality_.shown.size() < options_.shown_samples) {
      difference.base = {names_->name(base.index), base.confidence};
      difference.candidate = {names_->name(candidate.index), candidate.confidence};
      quality_.shown.push_back(std::move(difference));
    }
  }

  const std::vector<TensorSpec>& specs_;
  const SampleSet& set_;
  const QualityOptions& options_;
  std::vector<Noise> noise_;         // by output
  std::optional<ClassNames> names_;  // models with classes
  Quality quality_;
};

}  // namespace

Quality measure_quality(const std::vector<TensorSpec>& outputs, const Run& base,
                        const Run& candidate, const SampleSet& set, const QualityOptions& options,
                        const Progress& progress) {
  Meter meter(outputs, set, options);
  for (size_t i = 0; i < set.samples.size(); ++i) {
    if (progress) progress("accuracy", i, set.samples.size());
    const Sample& sample = set.samples[i];
    const Outputs expected = base(sample);
    meter.add(sample, expected, candidate(sample));
  }
  if (progress) progress("accuracy", set.samples.size(), set.samples.size());
  return meter.finish();
}

}  // namespace sprint::verify
