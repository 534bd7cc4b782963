// sprint bench: how long models take, measured in turns.
#include <algorithm>
#include <charconv>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "cli/bench_report.h"
#include "cli/command.h"
#include "cli/file_plan.h"
#include "cli/json_output.h"
#include "cli/progress.h"
#include "session/inputs.h"
#include "sprint/session.h"

namespace sprint::cli {
namespace {

struct BenchOptions {
  std::vector<std::string> models, shapes;
  SessionOptions session;
  verify::LatencyOptions latency;
  uint64_t seed = 0;
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

// "1,3,224,224".
std::vector<int64_t> parse_dims(const std::string& text, const std::string& option) {
  std::vector<int64_t> dims;
  for (size_t start = 0; start <= text.size();) {
    const size_t comma = std::min(text.find(',', start), text.size());
    int64_t dim = 0;
    const auto [end, error] = std::from_chars(text.data() + start, text.data() + comma, dim);
    if (error != std::errc() || end != text.data() + comma || dim < 1)
      fail_usage("--shape: expected NAME=N,N,... with numbers from 1, got '{}'", option);
    dims.push_back(dim);
    start = comma + 1;
  }
  return dims;
}

session::InputShapes parse_shapes(const std::vector<std::string>& options) {
  session::InputShapes shapes;
  for (const std::string& option : options) {
    const size_t equals = option.rfind('=');
    if (equals == std::string::npos) fail_usage("--shape: expected NAME=N,N,..., got '{}'", option);
    shapes[option.substr(0, equals)] = parse_dims(option.substr(equals + 1), option);
  }
  return shapes;
}

// Those shapes that are of inputs of this model.
session::InputShapes shapes_for(const Session& session, const session::InputShapes& all) {
  session::InputShapes own;
  for (const TensorSpec& input : session.inputs()) {
    const auto found = all.find(input.name);
    if (found != all.end()) own.insert(*found);
  }
  return own;
}

struct Subject {
  std::string path;
  SessionOptions options;
  std::unique_ptr<Session> session;
  std::vector<Tensor> inputs;
};

std::vector<Subject> open_subjects(const BenchOptions& options) {
  const session::InputShapes shapes = parse_shapes(options.shapes);
  std::vector<ModelOnRuntime> models;
  for (const std::string& text : options.models) models.push_back(parse_model(text));
  std::vector<Subject> subjects;
  session::InputShapes unused = shapes;
  for (const auto& [path, runtime] : models) {
    SessionOptions session_options = options.session;
    session_options.runtime = runtime;
    Subject subject{path, session_options, open_session(path, session_options), {}};
    const session::InputShapes own = shapes_for(*subject.session, shapes);
    for (const auto& [name, dims] : own) unused.erase(name);
    subject.inputs = with_context(subject.path, [&] {
      return session::random_inputs(subject.session->inputs(), own, options.seed);
    });
    subjects.push_back(std::move(subject));
  }
  if (!unused.empty()) fail_usage("--shape: no model has an input '{}'", unused.begin()->first);
  return subjects;
}

void check_files(const BenchOptions& options) {
  FilePlan plan;
  for (const std::string& text : options.models)
    plan.reads_model("the model", parse_model(text).path);
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
  latency.pin = options.session.threads == 1;
  const auto measured = verify::measure_latency(sessions, latency, bar.callback());
  BenchReport report{
      {}, options.session.threads, measured.rounds, options.seed, verify::describe_machine()};
  for (size_t i = 0; i < subjects.size(); ++i) {
    BenchResult result{subjects[i].path, sessions[i]->runtime(), measured.sessions[i], {}};
    if (options.profile)
      result.operators =
          session::profile_operators(subjects[i].path, subjects[i].inputs, subjects[i].options);
    report.results.push_back(std::move(result));
  }
  return report;
}

int run(const BenchOptions& options) {
  check_files(options);
  const BenchReport report = measure(options);
  if (!options.json.on_stdout()) fmt::print("{}", bench_text(report));
  options.json.write(bench_json(report));
  return kDone;
}

std::function<int()> declare(CLI::App& app) {
  auto options = std::make_shared<BenchOptions>();
  app.add_option(
         "models", options->models,
         "ONNX files, each with @native, @onnxruntime or @auto (the default) at its end or not")
      ->type_name("MODEL[@RUNTIME]")
      ->required();
  app.add_option("--threads", options->session.threads, "Threads to run the models with")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--seconds", options->latency.seconds,
                 "Time to measure; less where the ratios are known within 1% before")
      ->check(CLI::Range(0.0, 86400.0))
      ->capture_default_str();
  app.add_option("--rounds", options->latency.rounds,
                 "Measure every model exactly so many times instead")
      ->check(CLI::Range(1, 100000000));
  app.add_option("--shape", options->shapes,
                 "NAME=N,N,...: shape of an input that the models leave open (default: open "
                 "dimensions are 1)")
      ->type_name("SHAPE");
  app.add_option("--seed", options->seed, "Of the random inputs")->capture_default_str();
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
