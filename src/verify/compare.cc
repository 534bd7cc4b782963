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

// The description that was asked for, else the base's own, else the candidate's.
std::optional<Head> choose_head(const Model& base, const Model& candidate,
                                const std::string& asked) {
  const std::string stored = base.detections();
  const std::string& text = !asked.empty()    ? asked
                            : !stored.empty() ? stored
                                              : candidate.detections();
  return text.empty() ? std::nullopt : std::optional(head_from_json(text));
}

Evidence evidence_of(OpenBase& base, const Subject& candidate, const CompareOptions& options,
                     const Run& base_outputs) {
  const Subject& subject = base.subject();
  std::vector<std::string> names = subject.model.labels();
  return {.model = subject.model,
          .inputs = subject.session->inputs(),
          .outputs = subject.session->outputs(),
          .preprocess = subject.preprocess,
          .class_names = names.empty() ? candidate.model.labels() : std::move(names),
          .labels = base.samples().labels,
          .examples = example_outputs(base_outputs, base.samples()),
          .head = choose_head(subject.model, candidate.model, options.detections)};
}

}  // namespace

Subject open_candidate(const OpenBase& base, const std::string& path,
                       const CompareOptions& options) {
  Model model = Model::load(path);
  Preprocess preprocess = choose_preprocess(model, base.subject().model, options.preprocess);
  return open_subject(path, std::move(model),
                      {.runtime = options.runtime, .threads = options.threads},
                      std::move(preprocess));
}

Comparison start_comparison(const OpenBase& base, const Subject& candidate) {
  Comparison comparison;
  comparison.base = figures_of(base.subject());
  comparison.candidate = figures_of(candidate);
  comparison.calibration_samples = base.left_out();
  return comparison;
}

void copy_quality(Comparison& to, const Comparison& from) {
  to.held_out_samples = from.held_out_samples;
  to.outputs = from.outputs;
  to.qualities = from.qualities;
}

void copy_latency(Comparison& to, const Comparison& from) {
  to.candidate.latency_us = from.candidate.latency_us;
  to.base.latency_us = from.base.latency_us;
  to.latency_ratio = from.latency_ratio;
  to.latency_conditions = from.latency_conditions;
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
  const Evidence evidence = evidence_of(base, candidate, options,
                                        [&](const Sample& sample) { return base.outputs(sample); });
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

void add_processes(Comparison& comparison, OpenBase& base, const Subject& candidate) {
  comparison.base.load_us = base.process().load_us;
  comparison.base.peak_memory_bytes = base.process().peak_memory_bytes;
  add_process(comparison.candidate, candidate, candidate.inputs(base.first()));
}

void add_operators(Comparison& comparison, OpenBase& base, const Subject& candidate) {
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
  add(session::profile_operators(candidate.path, candidate.inputs(base.first()),
                                 candidate.chosen_options()),
      &OperatorTime::candidate_us);
  comparison.operators.clear();
  for (auto& [kind, time] : by_kind) comparison.operators.push_back(std::move(time));
  std::ranges::stable_sort(
      comparison.operators, std::ranges::greater{},
      [](const OperatorTime& time) { return std::max(time.base_us, time.candidate_us); });
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
  const verify::Subject candidate = verify::open_candidate(base, candidate_path, options);
  Comparison comparison = verify::start_comparison(base, candidate);
  const Runtime begun = candidate.session->runtime_kind();
  verify::add_quality(comparison, base, candidate, options, progress);
  // All answers are those of the runtime that is named.
  if (candidate.session->runtime_kind() != begun)
    verify::add_quality(comparison, base, candidate, options, progress);
  verify::add_latency(comparison, base, candidate, options, progress);
  comparison.candidate.runtime = candidate.session->runtime();
  if (options.processes) verify::add_processes(comparison, base, candidate);
  if (options.profile) verify::add_operators(comparison, base, candidate);
  return comparison;
}

}  // namespace sprint
