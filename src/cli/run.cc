// sprint run: a model on inputs from files.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "cli/command.h"
#include "cli/file_plan.h"
#include "cli/json_output.h"
#include "cli/preprocess_options.h"
#include "cli/runtime_option.h"
#include "cli/standard_output.h"
#include "data/npy.h"
#include "sprint/model.h"
#include "sprint/samples.h"
#include "sprint/session.h"
#include "verify/machine_json.h"

namespace sprint::cli {
namespace {

namespace fs = std::filesystem;

struct RunOptions {
  std::string model, output;
  std::vector<std::string> inputs;
  SessionOptions session;
  PreprocessOptions preprocess;
  JsonOutput json;
};

std::string input_names(const std::vector<TensorSpec>& specs) {
  std::string names;
  for (const TensorSpec& spec : specs) names += (names.empty() ? "'" : ", '") + spec.name + "'";
  return names;
}

size_t find_input(const std::vector<TensorSpec>& specs, const std::string& name) {
  for (size_t i = 0; i < specs.size(); ++i) {
    if (specs[i].name == name) return i;
  }
  fail_usage("--input: the model has no input '{}'; its inputs are {}", name, input_names(specs));
}

// The file of each input. NAME=FILE goes to the input of that name, the others to the inputs that
// are left, in order; what is a file as it stands is no NAME=FILE.
std::vector<std::string> match_inputs(const std::vector<std::string>& given,
                                      const std::vector<TensorSpec>& specs) {
  std::vector<std::string> files(specs.size()), unnamed;
  for (const std::string& text : given) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || fs::exists(text)) {
      unnamed.push_back(text);
      continue;
    }
    std::string& file = files[find_input(specs, text.substr(0, equals))];
    if (!file.empty()) fail_usage("--input: '{}' is given twice", text.substr(0, equals));
    file = text.substr(equals + 1);
  }
  size_t next = 0;
  for (std::string& file : files) {
    if (file.empty() && next < unnamed.size()) file = unnamed[next++];
  }
  for (size_t i = 0; i < files.size(); ++i) {
    if (files[i].empty())
      fail_usage("--input: no file for '{}'; the model takes {}", specs[i].name,
                 input_names(specs));
  }
  if (next < unnamed.size())
    fail_usage("--input: {} files, but the model takes only {}", given.size(), input_names(specs));
  return files;
}

std::vector<Tensor> load_inputs(const RunOptions& options, const std::vector<std::string>& files,
                                const Session& session) {
  const Preprocess spec = options.preprocess.over(Model::load(options.model).preprocess());
  std::vector<Tensor> tensors;
  for (size_t i = 0; i < files.size(); ++i)
    tensors.push_back(std::move(load_sample({files[i]}, spec, {session.inputs()[i]}).front()));
  return tensors;
}

// A file name for each output: its name with anything but letters, digits, '.', '-' and '_'
// replaced, no leading '.', and a number where two would be the same.
std::vector<std::string> file_names(const std::vector<TensorSpec>& outputs) {
  constexpr size_t kLongest = 200;
  std::vector<std::string> names;
  for (const TensorSpec& output : outputs) {
    std::string stem = output.name.substr(0, kLongest);
    for (char& c : stem) {
      const bool safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                        (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
      if (!safe) c = '_';
    }
    if (stem.empty() || stem.front() == '.') stem.insert(0, "_");
    std::string name = stem + ".npy";
    for (int number = 2; std::find(names.begin(), names.end(), name) != names.end(); ++number)
      name = fmt::format("{}_{}.npy", stem, number);
    names.push_back(std::move(name));
  }
  return names;
}

// A folder of a new name inside of `parent`, for files on their way to it.
std::string make_scratch_folder(const fs::path& parent) {
  std::string path = parent / ".sprint-XXXXXX";
  if (::mkdtemp(path.data()) == nullptr)
    fail("{}: cannot create a folder here: {}", parent.empty() ? "." : parent.string(),
         std::strerror(errno));
  return path;
}

void move_path(const fs::path& from, const fs::path& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error) fail("{}: cannot be written: {}", to.string(), error.message());
}

// Writes all files aside first, and moves them into place once all are there: the whole folder
// where it is new, else file by file.
void write_outputs(const std::string& folder, const std::vector<std::string>& names,
                   const std::vector<Tensor>& tensors) {
  const fs::path target = fs::path(folder).lexically_normal();
  const bool present = fs::exists(target);
  fs::path parent =
      target.has_filename() ? target.parent_path() : target.parent_path().parent_path();
  auto hold = hold_scratch_paths();
  ScratchPath scratch(make_scratch_folder(present ? target : parent));
  hold.unlock();
  for (size_t i = 0; i < names.size(); ++i) save_npy(scratch.path() + "/" + names[i], tensors[i]);
  if (!present) {
    fs::permissions(scratch.path(),
                    fs::perms::group_read | fs::perms::group_exec | fs::perms::others_read |
                        fs::perms::others_exec,
                    fs::perm_options::add);
    move_path(scratch.path(), target);
    scratch.release();
    return;
  }
  for (const std::string& name : names) move_path(fs::path(scratch.path()) / name, target / name);
}

void check_files(const RunOptions& options, const std::vector<std::string>& inputs,
                 const std::vector<std::string>& outputs) {
  FilePlan plan;
  plan.reads_model("the model", options.model);
  for (const std::string& path : inputs) plan.reads("the input", path);
  plan.makes(options.output);
  for (const std::string& name : outputs) plan.writes("--output", fs::path(options.output) / name);
  options.json.add_to(plan);
  plan.check();
}

int run(const RunOptions& options) {
  const auto session = open_session(options.model, options.session);
  const std::vector<std::string> inputs = match_inputs(options.inputs, session->inputs());
  const std::vector<std::string> names = file_names(session->outputs());
  check_files(options, inputs, names);
  const std::vector<Tensor> results = session->run(load_inputs(options, inputs, *session));
  write_outputs(options.output, names, results);
  nlohmann::ordered_json json{{"path", options.model}, {"runtime", session->runtime()}};
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string& name = session->outputs()[i].name;
    const std::string path = fs::path(options.output) / names[i];
    const std::string type = dtype_name(results[i].dtype);
    json["outputs"].push_back(
        {{"name", name}, {"type", type}, {"shape", results[i].dims}, {"path", path}});
    if (!options.json.on_stdout())
      print_line(fmt::format("{}: {} {} in {}", name, type, dims_text(results[i].dims), path));
  }
  // Describing the machine loads ONNX Runtime.
  if (options.json.path.empty()) return kDone;
  json["machine"] = verify::machine_json(verify::describe_machine());
  options.json.write(json);
  return kDone;
}

std::function<int()> declare(CLI::App& app) {
  auto options = std::make_shared<RunOptions>();
  CLI::Option* model = app.add_option("model", options->model, "ONNX file")->required();
  // A list of inputs takes in what follows it; the last of them is the model where none was named
  // elsewhere. Files of inputs are not called .onnx.
  const auto take_inputs = [options, model](const std::vector<std::string>& files) {
    options->inputs = files;
    if (!model->empty() || !files.back().ends_with(".onnx")) return;
    model->add_result(files.back());
    model->run_callback();
    options->inputs.pop_back();
  };
  app.add_option_function<std::vector<std::string>>(
         "--input", take_inputs,
         "One per input of the model, in its order or as NAME=FILE: .npy, .pb (TensorProto), "
         "or a picture")
      ->type_name("FILE")
      ->required();
  app.add_option("--output", options->output, "Folder that gets one .npy file per output")
      ->type_name("DIR")
      ->required();
  app.add_option("--threads", options->session.threads, "Threads to run the model with")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  add_runtime_option(app, options->session.runtime, "to run the model in");
  options->preprocess.declare(app);
  options->json.declare(app);
  return [options] { return run(*options); };
}

}  // namespace

Command run_command() {
  return {"run", "Runs a model on inputs from files and writes its outputs",
          "sprint run model.onnx --input picture.jpg --output results", declare};
}

}  // namespace sprint::cli
