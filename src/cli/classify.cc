// sprint classify: what a model sees in pictures.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>

#include "base/error.h"
#include "cli/command.h"
#include "cli/file_plan.h"
#include "cli/json_output.h"
#include "cli/preprocess_options.h"
#include "cli/progress.h"
#include "cli/runtime_option.h"
#include "cli/standard_output.h"
#include "session/class_confidences.h"
#include "session/class_outputs.h"
#include "sprint/model.h"
#include "sprint/samples.h"
#include "sprint/session.h"
#include "verify/machine_json.h"

namespace sprint::cli {
namespace {

struct ClassifyOptions {
  std::string model, labels;
  std::vector<std::string> pictures;
  size_t top = 1;
  SessionOptions session;
  PreprocessOptions preprocess;
  JsonOutput json;
};

struct Class {
  std::string label;
  double confidence = 0;
};

struct Classified {
  std::string path;
  std::vector<Class> classes;  // the most likely first
};

// One per line; nothing after the last line's end.
std::vector<std::string> read_labels(const std::string& path) {
  std::ifstream file(path);
  if (!file) fail("{}: cannot be read; expected one label per line", path);
  std::vector<std::string> labels;
  for (std::string line; std::getline(file, line);) {
    if (line.ends_with('\r')) line.pop_back();
    labels.push_back(std::move(line));
  }
  return labels;
}

// Folders stand for the samples in them.
std::vector<Sample> find_samples(const std::vector<std::string>& paths) {
  std::vector<Sample> samples;
  for (const std::string& path : paths) {
    if (!std::filesystem::is_directory(path)) {
      samples.push_back({path});
      continue;
    }
    const SampleSet set = open_samples(path);
    samples.insert(samples.end(), set.samples.begin(), set.samples.end());
  }
  return samples;
}

// The one output that gives a number per class.
const Tensor& find_scores(const std::vector<Tensor>& outputs) {
  const std::vector<size_t> found = session::class_outputs(outputs);
  if (found.empty()) fail("no output gives one number per class; use sprint run");
  if (found.size() > 1) fail("several outputs give a number per class; use sprint run");
  return outputs[found.front()];
}

std::vector<Class> rank(const Tensor& scores, const std::vector<std::string>& labels, size_t top) {
  const std::vector<double> confidences = session::class_confidences(to_floats(scores));
  if (!labels.empty() && labels.size() != confidences.size())
    fail("{} labels, but the output has {} classes", labels.size(), confidences.size());
  std::vector<size_t> order(confidences.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return confidences[a] > confidences[b]; });
  order.resize(std::min(top, order.size()));
  std::vector<Class> classes;
  for (const size_t index : order)
    classes.push_back({labels.empty() ? std::to_string(index) : labels[index], confidences[index]});
  return classes;
}

// What the model says of its inputs and outputs.
struct Described {
  Preprocess spec;
  std::vector<std::string> labels;
};

Described describe(const ClassifyOptions& options) {
  const Model model = Model::load(options.model);
  return {options.preprocess.over(model.preprocess()),
          options.labels.empty() ? model.labels() : read_labels(options.labels)};
}

std::vector<Classified> classify(const ClassifyOptions& options, const Described& described,
                                 Session& session) {
  const std::vector<std::string>& labels = described.labels;
  const std::vector<Sample> samples = find_samples(options.pictures);
  ProgressBar bar;
  const Progress progress = bar.callback();
  std::vector<Classified> all;
  for (const Sample& sample : samples) {
    progress("classify", all.size(), samples.size());
    const std::vector<Tensor> outputs =
        session.run(load_sample(sample, described.spec, session.inputs()));
    all.push_back({sample.path, with_context(options.model, [&] {
                     return rank(find_scores(outputs), labels, options.top);
                   })});
  }
  return all;
}

void print(const std::vector<Classified>& all) {
  for (const Classified& picture : all) {
    std::string line = picture.path + ":";
    for (const Class& entry : picture.classes)
      line += fmt::format(" {} {:.1f}%", entry.label, 100 * entry.confidence);
    print_line(line);
  }
}

nlohmann::ordered_json to_json(const ClassifyOptions& options, const Session& session,
                               const std::vector<Classified>& all) {
  nlohmann::ordered_json json{{"path", options.model},
                              {"runtime", session.runtime()},
                              {"results", nlohmann::ordered_json::array()},
                              {"machine", verify::machine_json(verify::describe_machine())}};
  for (const Classified& picture : all) {
    nlohmann::ordered_json entry{{"path", picture.path}};
    for (const Class& one : picture.classes)
      entry["classes"].push_back({{"label", one.label}, {"confidence", one.confidence}});
    json["results"].push_back(std::move(entry));
  }
  return json;
}

void check_files(const ClassifyOptions& options) {
  FilePlan plan;
  plan.reads_model("the model", options.model);
  plan.reads("the file of labels", options.labels);
  for (const std::string& path : options.pictures) plan.reads("the picture", path);
  options.json.add_to(plan);
  plan.check();
}

int run(const ClassifyOptions& options) {
  check_files(options);
  const Described described = describe(options);
  const auto session = open_session(options.model, options.session);
  const std::vector<Classified> all = classify(options, described, *session);
  tell_fallback(options.session.runtime, *session);
  if (!options.json.on_stdout()) print(all);
  // Describing the machine loads ONNX Runtime.
  if (!options.json.path.empty()) options.json.write(to_json(options, *session, all));
  return kDone;
}

std::function<int()> declare(CLI::App& app) {
  auto options = std::make_shared<ClassifyOptions>();
  app.add_option("model", options->model, "ONNX file")->required();
  app.add_option("pictures", options->pictures, "Pictures (JPEG, PNG), or folders of them")
      ->type_name("IMAGE")
      ->required();
  app.add_option("--top", options->top, "How many classes to show per picture")
      ->check(CLI::Range(1, 1000000))
      ->capture_default_str();
  app.add_option("--labels", options->labels,
                 "File with the name of each class on a line of its own (default: as the model "
                 "stores, else numbers)")
      ->type_name("FILE");
  app.add_option("--threads", options->session.threads, "Threads to run the model with")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  add_runtime_option(app, options->session.runtime, "to run the model in");
  options->preprocess.declare(app);
  options->json.declare(app);
  return [options] { return run(*options); };
}

}  // namespace

Command classify_command() {
  return {"classify", "Says what a model sees in pictures",
          "sprint classify model.onnx picture.png --top 3", declare};
}

}  // namespace sprint::cli
