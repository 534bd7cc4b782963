#include "api/check_runs.h"

#include <memory>
#include <string>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "save/save.h"
#include "session/candidate_shapes.h"
#include "session/onnxruntime_library.h"
#include "session/worker.h"

namespace sprint {
namespace {

// What both models run on.
struct Trial {
  session::WorkerTask task;
  std::string text;  // "sample data/a.npy", "random values of shape x [1, 3]"
};

std::string random_text(const session::InputShapes& shapes) {
  const std::string text = session::shapes_text(shapes);
  return text.empty() ? "random values" : "random values of shape " + text;
}

Trial sample_trial(const Sample& sample, const Model& base) {
  Trial trial;
  trial.task.inputs = load_sample(sample, base.preprocess(), base.inputs());
  trial.text = "sample " + sample.path;
  return trial;
}

Trial random_trial(const Model& base, const session::InputShapes& shapes) {
  Trial trial;
  trial.task.shapes = session::candidate_shapes(base.ir(), shapes);
  trial.text = random_text(trial.task.shapes.back());
  if (trial.task.shapes.size() > 1)
    trial.text += fmt::format(", the last of {} that were tried", trial.task.shapes.size());
  return trial;
}

// The words of a worker without the path of the model that it ran, which is gone when they are
// read.
std::string words_of(const Error& error, const std::string& path) {
  std::string text = error.what();
  for (const std::string& part : {path + ": ", "Load model from " + path + " failed:"}) {
    if (const size_t at = text.find(part); at != std::string::npos) text.erase(at, part.size());
  }
  return text;
}

// Where the base does not run.
std::string advice(const Trial& trial) {
  if (!trial.task.inputs.empty()) return "mend the model or the sample";
  const bool open = !trial.task.shapes.front().empty();
  return open ? "give a sample (--data DIR) or shapes (--shape NAME=N,N)"
              : "mend the model, or give a sample (--data DIR)";
}

// `who` and `advice` begin and end the message where it does not run.
session::WorkerReport run_in_onnxruntime(Trial& trial, const std::string& path,
                                         const std::string& who, const std::string& advice) {
  trial.task.model = path;
  trial.task.options.runtime = Runtime::onnxruntime;
  try {
    return session::run_worker(trial.task);
  } catch (const Error& error) {
    throw Error(error.code(), fmt::format("{} does not run in ONNX Runtime on {}: {}; {}", who,
                                          trial.text, words_of(error, path), advice));
  }
}

// The base as it came, or, where it does not run, as it was prepared: a branch that is never taken
// may be all that ONNX Runtime refuses. Throws what is wrong with the base where neither runs.
session::WorkerReport run_base(Trial& trial, const std::string& base, const std::string& prepared) {
  try {
    return run_in_onnxruntime(trial, base, "the model as it came",
                              advice(trial) + ", or write the result unchecked (--no-check)");
  } catch (const Error&) {
    try {
      return run_in_onnxruntime(trial, prepared, "the prepared model", "");
    } catch (const Error&) {
    }
    throw;
  }
}

void require_onnxruntime() {
  with_context("the check of what is written needs ONNX Runtime (--no-check leaves it out)",
               [] { session::onnxruntime_library(); });
}

}  // namespace

void check_runs(const Model& base, const ir::Model& prepared, const ir::Model* quantized,
                const SampleSet* samples, const session::InputShapes& shapes) {
  const TemporaryFolder folder;
  const std::string base_path = folder.path() + "/base.onnx",
                    prepared_path = folder.path() + "/prepared.onnx",
                    quantized_path = folder.path() + "/quantized.onnx";
  const bool sampled = samples != nullptr && !samples->samples.empty();
  Trial trial = sampled ? sample_trial(samples->samples.front(), base) : random_trial(base, shapes);

  save_model(base.ir(), base_path);
  save_model(prepared, prepared_path);
  if (quantized != nullptr) save_model(*quantized, quantized_path);
  require_onnxruntime();
  const session::WorkerReport report = run_base(trial, base_path, prepared_path);
  if (!sampled) {
    trial.task.shapes = {report.shapes};
    trial.text = random_text(report.shapes);
  }
  if (quantized == nullptr) {
    run_in_onnxruntime(trial, prepared_path, "the prepared model",
                       "the model as it came runs there: report it, or write the result unchecked "
                       "(--no-check)");
    return;
  }
  run_in_onnxruntime(
      trial, quantized_path, "the quantized model",
      "the model as it came runs there: leave the node float (--exclude NAME), or write the result "
      "unchecked (--no-check)");
}

}  // namespace sprint
