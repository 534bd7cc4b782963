// Measures two models side by side.
#include "sprint/compare.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "data/pick_samples.h"
#include "sprint/model.h"
#include "verify/evaluate.h"
#include "verify/latency.h"
#include "verify/open_base.h"
#include "verify/operator_kind.h"
#include "verify/quality.h"

namespace sprint {
namespace verify {
namespace {

Evidence evidence_of(OpenBase& base, const Subject& candidate, const Run& base_outputs) {
  const Subject& subject = base.subject();
  std::vector<std::string> names = subject.model.labels();
  return {.model = subject.model,
          .inputs = subject.session->inputs(),
          .outputs = subject.session->outputs(),
          .preprocess = subject.preprocess,
          .class_names = names.empty() ? candidate.model.labels() : std::move(names),
          .labels = base.samples().labels,
          .examples = example_outputs(base_outputs, base.samples())};
}

void add_quality(Comparison& comparison, OpenBase& base, const Subject& candidate,
                 const CompareOptions& options, const Progress& progress) {
  std::optional<Evaluation> evaluation;
  if (!options.evaluate.empty()) evaluation.emplace(base.subject().session->outputs());
  const Run run_base = [&](const Sample& sample) {
    std::vector<Tensor> outputs = base.outputs(sample);
    if (evaluation) evaluation->add_base(sample, outputs);
    return outputs;
  };
  const bool same = same_inputs(base.subject(), candidate);
  const Run run_candidate = [&](const Sample& sample) {
    std::vector<Tensor> outputs =
        candidate.run(sample, same ? base.inputs(sample) : candidate.inputs(sample));
    if (evaluation) evaluation->add_candidate(sample, outputs);
    return outputs;
  };
  const Evidence evidence =
      evidence_of(base, candidate, [&](const Sample& sample) { return base.outputs(sample); });
  const SampleSet set = data::pick_samples(base.samples(), options.max_samples);
  Quality quality = measure_quality(
      run_base, run_candidate, set,
      QualityMeter(evidence, options.quality, set, options.shown_samples), progress);
  comparison.held_out_samples = quality.samples;
  comparison.outputs = std::move(quality.outputs);
  comparison.qualities = std::move(quality.qualities);
  if (!evaluation) return;
  if (options.quality.empty()) comparison.qualities.clear();
  comparison.qualities.push_back(evaluation->run(options.evaluate, options.evaluate_seconds, set));
}

void add_latency(Comparison& comparison, OpenBase& base, const Subject& candidate,
                 const CompareOptions& options, const Progress& progress) {
  candidate.session->bind(candidate.inputs(base.first()));
  Session* const sessions[] = {candidate.session.get(), &base.bound()};
  const LatencyMeasurement measured = measure_latency(
      sessions, {.seconds = options.seconds, .one_thread = options.threads == 1}, progress);
  comparison.candidate.latency_us = summarize(measured.sessions[0]);
  comparison.base.latency_us = summarize(measured.sessions[1]);
  comparison.latency_ratio = measured.sessions[0].ratio_to_last;
  comparison.latency_conditions = measured.conditions;
}

std::vector<OperatorTime> measure_operators(OpenBase& base, const Subject& candidate) {
  std::map<std::string, OperatorTime> by_kind;
  const auto add = [&](const std::vector<session::OperatorProfile>& profiles,
                       double OperatorTime::*time) {
    for (const session::OperatorProfile& profile : profiles) {
      OperatorTime& entry = by_kind[operator_kind(profile.op_type)];
      entry.kind = operator_kind(profile.op_type);
      entry.*time += profile.us;
    }
  };
  add(base.profile(), &OperatorTime::base_us);
  add(session::profile_operators(candidate.path, candidate.inputs(base.first()), candidate.options),
      &OperatorTime::candidate_us);
  std::vector<OperatorTime> times;
  for (auto& [kind, time] : by_kind) times.push_back(std::move(time));
  std::ranges::stable_sort(times, std::ranges::greater{}, [](const OperatorTime& time) {
    return std::max(time.base_us, time.candidate_us);
  });
  return times;
}

Comparison compare_opened(OpenBase& base, const Subject& candidate, const CompareOptions& options,
                          const Progress& progress) {
  Comparison comparison;
  comparison.base = base.figures(options.processes);
  comparison.candidate = figures_of(candidate);
  comparison.calibration_samples = base.left_out();
  add_quality(comparison, base, candidate, options, progress);
  add_latency(comparison, base, candidate, options, progress);
  if (options.processes)
    add_process(comparison.candidate, candidate, candidate.inputs(base.first()));
  if (options.profile) comparison.operators = measure_operators(base, candidate);
  return comparison;
}

}  // namespace

Comparison compare_with(OpenBase& base, const std::string& candidate, const CompareOptions& options,
                        const Progress& progress) {
  Model model = Model::load(candidate);
  Preprocess preprocess = choose_preprocess(model, base.subject().model, options.preprocess);
  return compare_opened(
      base,
      open_subject(candidate, std::move(model),
                   {.runtime = options.runtime, .threads = options.threads}, std::move(preprocess)),
      options, progress);
}

}  // namespace verify

Comparison compare(const std::string& base_path, const std::string& candidate_path,
                   const SampleSet& set, const CompareOptions& options, const Progress& progress) {
  const Model base_model = Model::load(base_path), candidate_model = Model::load(candidate_path);
  const Model* const models[] = {&base_model, &candidate_model};
  SampleSet held_out = verify::held_out_samples(set, models);
  const size_t left_out = set.samples.size() - held_out.samples.size();
  verify::OpenBase base(base_path, base_model, options.threads,
                        verify::choose_preprocess(base_model, candidate_model, options.preprocess),
                        std::move(held_out), left_out);
  return verify::compare_with(base, candidate_path, options, progress);
}

}  // namespace sprint
