// bench_runtimes: FP32 models and their INT8 forms in the native runtime and in ONNX Runtime, one
// thread, batch 1, as rows of Markdown: latency of all four interleaved in one run, then memory and
// time to the first result of whole processes.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>
#include <vector>

#include "base/temporary_folder.h"
#include "data/npy.h"
#include "session/inputs.h"
#include "session/worker.h"
#include "sprint/model.h"
#include "sprint/quantize.h"
#include "sprint/samples.h"
#include "sprint/session.h"
#include "verify/figure_text.h"
#include "verify/latency.h"

namespace {

using namespace sprint;

struct Subject {
  std::string path;
  Runtime runtime;

  SessionOptions options() const { return {.runtime = runtime}; }
};

// Writes the INT8 form of the model at `path`: static QDQ, per channel, min-max over random inputs,
// as speed does not depend on the values.
void write_int8(const std::string& path, const std::string& int8) {
  constexpr uint64_t kSamples = 4;
  const Model model = Model::load(path);
  const TemporaryFolder folder;
  for (uint64_t seed = 0; seed < kSamples; ++seed) {
    const std::string sample = fmt::format("{}/{}", folder.path(), seed);
    std::filesystem::create_directory(sample);
    const std::vector<Tensor> inputs = session::random_inputs(model.inputs(), {}, seed);
    for (size_t i = 0; i < inputs.size(); ++i)
      save_npy(fmt::format("{}/input_{}.npy", sample, i), inputs[i]);
  }
  const SampleSet samples = open_samples(folder.path());
  quantize(model, &samples).save(int8);
}

// ONNX Runtime FP32 last, as the ratios are to it.
std::array<Subject, 4> subjects_of(const std::string& fp32, const std::string& int8) {
  return {{{int8, Runtime::native},
           {int8, Runtime::onnxruntime},
           {fp32, Runtime::native},
           {fp32, Runtime::onnxruntime}}};
}

std::string ratio_text(const Interval& ratio) {
  return fmt::format("{:.3f} ({:.3f} to {:.3f})", ratio.value, ratio.low, ratio.high);
}

std::string latency_row(const std::string& name, const std::array<Subject, 4>& subjects,
                        double seconds) {
  std::vector<std::unique_ptr<Session>> sessions;
  std::vector<Session*> bound;
  for (const Subject& subject : subjects) {
    sessions.push_back(open_session(subject.path, subject.options()));
    sessions.back()->bind(session::random_inputs(sessions.back()->inputs()));
    bound.push_back(sessions.back().get());
  }
  const auto measured = verify::measure_latency(bound, {.seconds = seconds});
  std::string row = fmt::format("| {} |", name);
  for (const verify::SessionLatency& latency : measured.sessions)
    row += fmt::format(" {} | {} |", verify::time_text(verify::summarize(latency).p50),
                       ratio_text(latency.ratio_to_last));
  row.erase(row.rfind('|', row.size() - 2));  // the ratio of the last is 1
  return row + "|";
}

std::string process_row(const std::string& name, const std::array<Subject, 4>& subjects) {
  std::string row = fmt::format("| {} |", name);
  for (const Subject& subject : subjects) {
    session::WorkerTask task;
    task.model = subject.path;
    task.options = subject.options();
    const session::WorkerReport report = session::run_worker(task);
    row += fmt::format(" {}, {} |", verify::bytes_text(report.peak_memory_bytes),
                       verify::time_text(report.load_us + report.first_run_us));
  }
  return row;
}

void measure(const std::vector<std::string>& models, double seconds) {
  const TemporaryFolder folder;
  std::vector<std::string> processes;
  fmt::print(
      "| model | native INT8 | ratio | ONNX Runtime INT8 | ratio | native FP32 | ratio | ONNX "
      "Runtime FP32 |\n|---|---|---|---|---|---|---|---|\n");
  for (const std::string& model : models) {
    const std::string name = std::filesystem::path(model).stem();
    const std::string int8 = fmt::format("{}/{}.onnx", folder.path(), processes.size());
    write_int8(model, int8);
    const std::array<Subject, 4> subjects = subjects_of(model, int8);
    fmt::print("{}\n", latency_row(name, subjects, seconds));
    std::fflush(stdout);
    processes.push_back(process_row(name, subjects));
  }
  fmt::print(
      "\nPeak memory of a process, load and first run:\n\n| model | native INT8 | ONNX Runtime "
      "INT8 "
      "| native FP32 | ONNX Runtime FP32 |\n|---|---|---|---|---|\n");
  for (const std::string& row : processes) fmt::print("{}\n", row);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app{
      "Times models in both runtimes, FP32 and INT8, interleaved; ratios are to ONNX Runtime's "
      "FP32"};
  std::vector<std::string> models;
  double seconds = 10;
  app.add_option("models", models, "ONNX files, FP32")->required();
  app.add_option("--seconds", seconds, "Time to measure each model")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    measure(models, seconds);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_runtimes: {}\n", error.what());
    return 3;
  }
  return 0;
}
