#include "verify/subject.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "data/calibration_record.h"
#include "data/preprocess_key.h"
#include "ir/model.h"
#include "session/worker.h"
#include "verify/precision.h"

namespace sprint::verify {
namespace {

bool stores_preprocess(const Model& model) {
  return ir::find_metadata(model.ir(), data::kPreprocessKey) != nullptr;
}

}  // namespace

std::vector<Tensor> Subject::inputs(const Sample& sample) const {
  return load_sample(sample, preprocess, session->inputs());
}

std::vector<Tensor> Subject::run(const Sample& sample, const std::vector<Tensor>& inputs) const {
  return with_context(sample.path, [&] { return session->run(inputs); });
}

SessionOptions Subject::chosen_options() const {
  SessionOptions chosen = options;
  chosen.runtime = session->runtime_kind();
  return chosen;
}

Subject open_subject(const std::string& path, Model model, const SessionOptions& options,
                     Preprocess preprocess) {
  return {path, std::move(model), options, open_session(path, options), std::move(preprocess)};
}

Preprocess choose_preprocess(const Model& model, const Model& other,
                             const std::optional<Preprocess>& asked) {
  if (asked) return *asked;
  return stores_preprocess(model) || !stores_preprocess(other) ? model.preprocess()
                                                               : other.preprocess();
}

bool same_inputs(const Subject& a, const Subject& b) {
  return a.preprocess == b.preprocess &&
         std::ranges::equal(a.session->inputs(), b.session->inputs(),
                            [](const TensorSpec& x, const TensorSpec& y) {
                              return x.name == y.name && x.dtype == y.dtype && x.dims == y.dims;
                            });
}

SampleSet held_out_samples(const SampleSet& set, std::span<const Model* const> models) {
  SampleSet rest = set;
  for (const Model* model : models) {
    const std::string* record = ir::find_metadata(model->ir(), data::kCalibrationKey);
    if (record == nullptr) continue;
    const std::string& path = model->ir().path;
    rest = with_context(path, [&] { return data::without_recorded(rest, *record); });
    if (rest.samples.empty())
      fail("{}: every sample in {} was used to calibrate it: judge it on others", path, set.folder);
  }
  if (rest.samples.empty()) fail("{}: no samples to compare on", set.folder);
  return rest;
}

ModelFigures figures_of(const Subject& subject) {
  ModelFigures figures;
  figures.path = subject.path;
  figures.precision = precision_name(subject.model.ir());
  figures.runtime = subject.session->runtime();
  figures.size_bytes = subject.model.size_on_disk();
  return figures;
}

void add_process(ModelFigures& figures, const Subject& subject, const std::vector<Tensor>& inputs) {
  session::WorkerTask task;
  task.model = subject.path;
  task.inputs = inputs;
  task.options = subject.chosen_options();
  const session::WorkerReport report = session::run_worker(task);
  figures.load_us = report.load_us;
  figures.peak_memory_bytes = report.peak_memory_bytes;
}

}  // namespace sprint::verify
