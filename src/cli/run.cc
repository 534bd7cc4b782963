// sprint run: a model on inputs from files.
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "cli/command.h"
#include "cli/file_plan.h"
#include "cli/input_files.h"
#include "cli/json_output.h"
#include "cli/preprocess_options.h"
#include "cli/runtime_option.h"
#include "cli/standard_output.h"
#include "data/npy.h"
#include "sprint/model.h"
#include "sprint/session.h"
#include "verify/machine_json.h"

namespace sprint::cli {
namespace {

namespace fs = std::filesystem;

struct RunOptions {
  std::string model, output;
  InputFiles inputs;
  SessionOptions session;
  PreprocessOptions preprocess;
  JsonOutput json;
};

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
  const std::vector<std::string> inputs = options.inputs.match(session->inputs());
  const std::vector<std::string> names = file_names(session->outputs());
  check_files(options, inputs, names);
  const Preprocess spec = options.preprocess.over(Model::load(options.model).preprocess());
  const std::vector<Tensor> results = session->run(load_inputs(inputs, spec, session->inputs()));
  tell_fallback(options.session.runtime, *session);
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
  options->inputs.declare(app, model);
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
