#include "verify/quality.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace sprint::verify {
namespace {

using Outputs = std::vector<Tensor>;

std::vector<const Tensor*> select(const Outputs& outputs, const std::vector<size_t>& indices) {
  std::vector<const Tensor*> selected;
  for (const size_t index : indices) selected.push_back(&outputs[index]);
  return selected;
}

void add_noise(std::optional<Noise>& noise, const Tensor& base, const Tensor& candidate) {
  if (base.dims != candidate.dims) noise.reset();
  if (noise) noise->add(to_floats(base), to_floats(candidate));
}

}  // namespace

QualityMeter::QualityMeter(const Evidence& evidence, const std::vector<QualityChoice>& words,
                           const SampleSet& set, size_t shown_samples)
    : evidence_(evidence),
      set_(set),
      shown_samples_(shown_samples),
      noise_(evidence.outputs.size(), Noise()) {
  for (Choice& choice : choose_measures(evidence, words))
    judged_.push_back({choice.claim, choice.kind->make(evidence, choice.claim), {}, 0});
}

void QualityMeter::add(Judged& judged, const Sample& sample, const Outputs& base,
                       const Outputs& candidate) {
  const std::vector<const Tensor*> before = select(base, judged.claim.outputs);
  const std::vector<const Tensor*> after = select(candidate, judged.claim.outputs);
  const double badness = judged.measure->add(sample, before, after);
  if (badness <= 0) return;
  ++judged.differing;
  const auto worse = [](double a, double b) { return a > b; };
  const auto place =
      std::ranges::upper_bound(judged.shown, badness, worse, &SampleDifference::badness);
  if (static_cast<size_t>(place - judged.shown.begin()) >= shown_samples_) return;
  Shown shown = judged.measure->show(sample, before, after);
  judged.shown.insert(
      place, {.path = sample.path,
              .truth = sample.label < 0 ? "" : set_.labels.at(static_cast<size_t>(sample.label)),
              .badness = badness,
              .figure = std::move(shown.figure),
              .view = std::move(shown.view)});
  if (judged.shown.size() > shown_samples_) judged.shown.pop_back();
}

void QualityMeter::add(const Sample& sample, const Outputs& base, const Outputs& candidate) {
  with_context(sample.path, [&] {
    if (base.size() != candidate.size())
      fail("the base has {} outputs, the candidate {}: they are not the same model", base.size(),
           candidate.size());
    for (size_t i = 0; i < base.size(); ++i) add_noise(noise_[i], base[i], candidate[i]);
    for (Judged& judged : judged_) add(judged, sample, base, candidate);
  });
  ++samples_;
}

Quality QualityMeter::finish() {
  Quality quality{.samples = samples_, .outputs = {}, .qualities = {}};
  for (size_t i = 0; i < noise_.size(); ++i)
    if (noise_[i])
      quality.outputs.push_back(
          {evidence_.outputs[i].name, noise_[i]->sqnr_db(), noise_[i]->max_abs_error()});
  if (samples_ == 0) return quality;
  for (Judged& judged : judged_) {
    OutputQuality found = judged.measure->finish();
    for (const size_t output : judged.claim.outputs)
      found.outputs.push_back(evidence_.outputs[output].name);
    found.reason = judged.claim.reason;
    found.differing = judged.differing;
    found.shown = std::move(judged.shown);
    quality.qualities.push_back(std::move(found));
  }
  return quality;
}

std::vector<Outputs> example_outputs(const Run& base, const SampleSet& set) {
  std::vector<Outputs> examples;
  for (size_t i = 0; i < std::min(kExamples, set.samples.size()); ++i)
    examples.push_back(base(set.samples[i]));
  return examples;
}

Quality measure_quality(const Run& base, const Run& candidate, const SampleSet& set,
                        QualityMeter meter, const Progress& progress) {
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
