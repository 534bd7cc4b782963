// sprint bench: how long models take, measured in turns.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.h"
#include "cli/bench_report.h"
#include "cli/command.h"
#include "cli/file_plan.h"
#include "cli/input_files.h"
#include "cli/json_output.h"
#include "cli/progress.h"
#include "cli/shape_option.h"
#include "cli/standard_output.h"
#include "session/inputs.h"
#include "sprint/model.h"
#include "sprint/samples.h"
#include "sprint/session.h"

namespace sprint::cli {
namespace {

struct BenchOptions {
  std::vector<std::string> models;
  ShapeOption shape;
  InputFiles inputs;
  std::string data;
  SessionOptions session;
  verify::LatencyOptions latency;
  std::optional<uint64_t> seed;  // of random values; nothing: 0
  bool profile = false;
  JsonOutput json;
};

struct ModelOnRuntime {
  std::string path;
  Runtime runtime = Runtime::automatic;
};

// MODEL[@RUNTIME]; what is a file as it stands has no runtime.
ModelOnRuntime parse_model(const std::string& text) {
  const size_t at = text.rfind('@');
  if (at == std::string::npos || std::filesystem::exists(text)) return {text};
  return {text.substr(0, at),
          with_context(text, [&] { return parse_runtime(text.substr(at + 1)); })};
}

struct Subject {
  std::string path;
  SessionOptions options;
  std::unique_ptr<Session> session;
  std::vector<Tensor> inputs;
};

// What the models run on: files, the first sample of a folder, or random values.
std::vector<Tensor> inputs_for(const BenchOptions& options, const std::string& path,
                               const std::vector<TensorSpec>& taken) {
  if (!options.inputs.given.empty())
    return load_inputs(options.inputs.match(taken), Model::load(path).preprocess(), taken);
  if (!options.data.empty())
    return load_sample(open_samples(options.data).samples.front(), Model::load(path).preprocess(),
                       taken);
  return session::random_inputs(taken, options.shape.of(taken), options.seed.value_or(0));
}

std::string inputs_text(const BenchOptions& options) {
  if (!options.inputs.given.empty())
    return fmt::format("{}", fmt::join(options.inputs.given, ", "));
  if (!options.data.empty()) return open_samples(options.data).samples.front().path;
  return fmt::format("random values of seed {}", options.seed.value_or(0));
}

std::vector<Subject> open_subjects(const BenchOptions& options) {
  std::vector<ModelOnRuntime> models;
  for (const std::string& text : options.models) models.push_back(parse_model(text));
  std::vector<Subject> subjects;
  std::vector<std::vector<TensorSpec>> inputs;
  for (const auto& [path, runtime] : models) {
    SessionOptions session_options = options.session;
    session_options.runtime = runtime;
    Subject subject{path, session_options, open_session(path, session_options), {}};
    const std::vector<TensorSpec> taken = inputs.emplace_back(subject.session->inputs());
    subject.inputs =
        with_context(subject.path, [&] { return inputs_for(options, subject.path, taken); });
    subjects.push_back(std::move(subject));
  }
  options.shape.check_names(inputs);
  return subjects;
}

void check_files(const BenchOptions& options) {
  FilePlan plan;
  for (const std::string& text : options.models)
    plan.reads_model("the model", parse_model(text).path);
  // Of NAME=FILE, too.
  for (const std::string& text : options.inputs.given) {
    const bool named = !std::filesystem::exists(text) && text.find('=') != std::string::npos;
    plan.reads("the input", named ? text.substr(text.find('=') + 1) : text);
  }
  plan.reads("the sample", options.data);
  options.json.add_to(plan);
  plan.check();
}

BenchReport measure(const BenchOptions& options) {
  const std::vector<Subject> subjects = open_subjects(options);
  std::vector<Session*> sessions;
  for (const Subject& subject : subjects) {
    subject.session->bind(subject.inputs);
    sessions.push_back(subject.session.get());
  }
  ProgressBar bar;
  verify::LatencyOptions latency = options.latency;
  latency.one_thread = options.session.threads == 1;
  const auto measured = verify::measure_latency(sessions, latency, bar.callback());
  BenchReport report{{},
                     options.session.threads,
                     measured.conditions,
                     inputs_text(options),
                     verify::describe_machine()};
  for (size_t i = 0; i < subjects.size(); ++i) {
    BenchResult result{subjects[i].path, sessions[i]->runtime(), measured.sessions[i], {}};
    if (options.profile) {
      SessionOptions chosen = subjects[i].options;
      chosen.runtime = sessions[i]->runtime_kind();
      result.operators = session::profile_operators(subjects[i].path, subjects[i].inputs, chosen);
    }
    report.results.push_back(std::move(result));
  }
  return report;
}

// Throws Error{usage} where an option would have no use.
void check_inputs(const BenchOptions& options) {
  const bool files = !options.inputs.given.empty(), sample = !options.data.empty();
  if (files && sample) fail_usage("--input and --data: the models run on one of them");
  const char* const chosen = files ? "--input" : sample ? "--data" : nullptr;
  if (chosen == nullptr) return;
  if (!options.shape.shapes.empty()) fail_usage("--shape: the shapes are those of {}", chosen);
  if (options.seed) fail_usage("--seed: the values are those of {}", chosen);
}

int run(const BenchOptions& options) {
  check_inputs(options);
  check_files(options);
  const BenchReport report = measure(options);
  if (!options.json.on_stdout()) print_text(bench_text(report));
  options.json.write(bench_json(report));
  return kDone;
}

std::function<int()> declare(CLI::App& app) {
  auto options = std::make_shared<BenchOptions>();
  CLI::Option* models =
      app.add_option(
             "models", options->models,
             "ONNX files, each with @native, @onnxruntime or @auto (the default) at its end or not")
          ->type_name("MODEL[@RUNTIME]")
          ->required();
  app.add_option("--threads", options->session.threads, "Threads to run the models with")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--seconds", options->latency.seconds,
                 "Time to measure; less where noise spans under 1% of the ratios before")
      ->check(CLI::Range(0.0, 86400.0))
      ->capture_default_str();
  app.add_option("--rounds", options->latency.rounds,
                 "Measure every model exactly so many times instead")
      ->check(CLI::Range(1, 100000000));
  options->inputs.declare(app, models);
  app.add_option("--data", options->data,
                 "Folder of samples: run on the first of them instead of random inputs")
      ->type_name("DIR");
  options->shape.declare(app, "open dimensions are 1");
  app.add_option("--seed", options->seed, "Of the random inputs (default: 0)");
  app.add_flag("--profile", options->profile, "Also list the time per operator");
  options->json.declare(app);
  return [options] { return run(*options); };
}

}  // namespace

Command bench_command() {
  return {"bench", "Measures how long models take, in turns, and their ratios",
          "sprint bench int8.onnx model.onnx --seconds 5", declare};
}

}  // namespace sprint::cli
