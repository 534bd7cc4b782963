// Measures two models side by side.
#include "sprint/compare.h"

#include <algorithm>
#include <map>
#include <memory>
#include <utility>

#include "base/error.h"
#include "data/calibration_record.h"
#include "data/pick_samples.h"
#include "data/preprocess_key.h"
#include "ir/model.h"
#include "session/profile.h"
#include "session/worker.h"
#include "sprint/model.h"
#include "verify/latency.h"
#include "verify/operator_kind.h"
#include "verify/precision.h"
#include "verify/quality.h"

namespace sprint {
namespace {

using namespace verify;

// A model that is compared: loaded, and how samples enter it.
struct Subject {
  std::string path;
  Model model;
  SessionOptions options;
  std::unique_ptr<Session> session;
  Preprocess preprocess;

  std::vector<Tensor> inputs(const Sample& sample) const {
    return load_sample(sample, preprocess, session->inputs());
  }
};

bool stores_preprocess(const Model& model) {
  return ir::find_metadata(model.ir(), data::kPreprocessKey) != nullptr;
}

// The spec that was asked for, else the model's own, else the other's: of a model and its quantized
// form often only the latter stores one.
Preprocess choose_preprocess(const Model& model, const Model& other,
                             const std::optional<Preprocess>& asked) {
  if (asked) return *asked;
  return stores_preprocess(model) || !stores_preprocess(other) ? model.preprocess()
                                                               : other.preprocess();
}

SampleSet held_out_samples(const SampleSet& set, const Subject& base, const Subject& candidate) {
  SampleSet rest = set;
  for (const Subject* subject : {&base, &candidate}) {
    const std::string* record = ir::find_metadata(subject->model.ir(), data::kCalibrationKey);
    if (record == nullptr) continue;
    rest = with_context(subject->path, [&] { return data::without_recorded(rest, *record); });
    if (rest.samples.empty())
      fail("{}: every sample in {} was used to calibrate it: judge it on others", subject->path,
           set.folder);
  }
  return rest;
}

std::vector<std::string> class_names(const Subject& base, const Subject& candidate) {
  std::vector<std::string> names = base.model.labels();
  return names.empty() ? candidate.model.labels() : names;
}

// Whether samples enter both models as the same tensors.
bool same_inputs(const Subject& a, const Subject& b) {
  return a.preprocess == b.preprocess &&
         std::ranges::equal(a.session->inputs(), b.session->inputs(),
                            [](const TensorSpec& x, const TensorSpec& y) {
                              return x.name == y.name && x.dtype == y.dtype && x.dims == y.dims;
                            });
}

void add_quality(Comparison& comparison, const Subject& base, const Subject& candidate,
                 const SampleSet& set, const CompareOptions& options, const Progress& progress) {
  const auto inputs_of = [](const Subject& subject) {
    return [&subject](const Sample& sample) { return subject.inputs(sample); };
  };
  Quality quality = measure_quality(
      *base.session, inputs_of(base), *candidate.session,
      same_inputs(base, candidate) ? Inputs() : inputs_of(candidate), set,
      {.class_names = class_names(base, candidate), .shown_samples = options.shown_samples},
      progress);
  comparison.held_out_samples = quality.samples;
  comparison.outputs = std::move(quality.outputs);
  comparison.classes = quality.classes;
  comparison.base.right = quality.base_right;
  comparison.candidate.right = quality.candidate_right;
  comparison.shown = std::move(quality.shown);
}

void add_latency(Comparison& comparison, const Subject& base, const Subject& candidate,
                 const Sample& sample, const CompareOptions& options, const Progress& progress) {
  base.session->bind(base.inputs(sample));
  candidate.session->bind(candidate.inputs(sample));
  Session* const sessions[] = {candidate.session.get(), base.session.get()};
  const LatencyMeasurement measured = measure_latency(
      sessions, {.seconds = options.seconds, .pin = options.threads == 1}, progress);
  comparison.candidate.latency_us = summarize(measured.sessions[0]);
  comparison.base.latency_us = summarize(measured.sessions[1]);
  comparison.latency_ratio = measured.sessions[0].ratio_to_last;
}

void add_process(ModelFigures& figures, const Subject& subject, const Sample& sample) {
  session::WorkerTask task;
  task.model = subject.path;
  task.inputs = subject.inputs(sample);
  task.options = subject.options;
  const session::WorkerReport report = session::run_worker(task);
  figures.load_us = report.load_us;
  figures.peak_memory_bytes = report.peak_memory_bytes;
}

std::vector<OperatorTime> measure_operators(const Subject& base, const Subject& candidate,
                                            const Sample& sample) {
  std::map<std::string, OperatorTime> by_kind;
  const auto add = [&](const Subject& subject, double OperatorTime::*time) {
    for (const session::OperatorProfile& profile :
         session::profile_operators(subject.path, subject.inputs(sample), subject.options)) {
      OperatorTime& entry = by_kind[operator_kind(profile.op_type)];
      entry.kind = operator_kind(profile.op_type);
      entry.*time += profile.us;
    }
  };
  add(base, &OperatorTime::base_us);
  add(candidate, &OperatorTime::candidate_us);
  std::vector<OperatorTime> times;
  for (auto& [kind, time] : by_kind) times.push_back(std::move(time));
  std::ranges::stable_sort(times, std::ranges::greater{}, [](const OperatorTime& time) {
    return std::max(time.base_us, time.candidate_us);
  });
  return times;
}

ModelFigures figures_of(const Subject& subject) {
  ModelFigures figures;
  figures.path = subject.path;
  figures.precision = precision_name(subject.model.ir());
  figures.runtime = subject.session->runtime();
  figures.size_bytes = subject.model.size_on_disk();
  return figures;
}

Subject open_subject(const std::string& path, Model model, const SessionOptions& options,
                     Preprocess preprocess) {
  Subject subject{path, std::move(model), options, open_session(path, options),
                  std::move(preprocess)};
  subject.options.runtime = subject.session->runtime_kind();
  return subject;
}

}  // namespace

Comparison compare(const std::string& base_path, const std::string& candidate_path,
                   const SampleSet& set, const CompareOptions& options, const Progress& progress) {
  const Model base_model = Model::load(base_path), candidate_model = Model::load(candidate_path);
  const SessionOptions base_options{.runtime = Runtime::onnxruntime, .threads = options.threads};
  const SessionOptions candidate_options{.runtime = options.runtime, .threads = options.threads};
  const Subject base =
      open_subject(base_path, base_model, base_options,
                   choose_preprocess(base_model, candidate_model, options.preprocess));
  const Subject candidate =
      open_subject(candidate_path, candidate_model, candidate_options,
                   choose_preprocess(candidate_model, base_model, options.preprocess));
  const SampleSet held_out = held_out_samples(set, base, candidate);
  if (held_out.samples.empty()) fail("{}: no samples to compare on", set.folder);
  const Sample& first = held_out.samples.front();

  Comparison comparison;
  comparison.base = figures_of(base);
  comparison.candidate = figures_of(candidate);
  comparison.calibration_samples = set.samples.size() - held_out.samples.size();
  add_quality(comparison, base, candidate, data::pick_samples(held_out, options.max_samples),
              options, progress);
  add_latency(comparison, base, candidate, first, options, progress);
  if (options.processes) {
    add_process(comparison.base, base, first);
    add_process(comparison.candidate, candidate, first);
  }
  if (options.profile) comparison.operators = measure_operators(base, candidate, first);
  return comparison;
}

}  // namespace sprint
