#include "cli/input_files.h"

#include <filesystem>

#include "base/error.h"
#include "sprint/samples.h"

namespace sprint::cli {
namespace {

std::string input_names(const std::vector<TensorSpec>& specs) {
  std::string names;
  for (const TensorSpec& spec : specs) names += (names.empty() ? "'" : ", '") + spec.name + "'";
  return names.empty() ? "no inputs" : names;
}

size_t find_input(const std::vector<TensorSpec>& specs, const std::string& name) {
  for (size_t i = 0; i < specs.size(); ++i) {
    if (specs[i].name == name) return i;
  }
  fail_usage("--input: the model has no input '{}'; its inputs are {}", name, input_names(specs));
}

// "model.onnx", "model.onnx@native".
bool is_model(const std::string& text) {
  return text.ends_with(".onnx") || text.find(".onnx@") != std::string::npos;
}

}  // namespace

CLI::Option* InputFiles::declare(CLI::App& app, CLI::Option* models) {
  const auto take = [this, models](const std::vector<std::string>& files) {
    given = files;
    size_t inputs = files.size();
    const auto most = static_cast<size_t>(models->get_items_expected_max());
    while (inputs > 0 && is_model(files[inputs - 1]) &&
           models->count() + files.size() - inputs < most)
      --inputs;
    if (inputs == files.size()) return;
    for (size_t i = inputs; i < files.size(); ++i) models->add_result(files[i]);
    models->run_callback();
    given.resize(inputs);
  };
  return app
      .add_option_function<std::vector<std::string>>(
          "--input", take,
          "One per input of the model, in its order or as NAME=FILE: .npy, .pb (TensorProto), or a "
          "picture")
      ->type_name("FILE");
}

std::vector<std::string> InputFiles::match(const std::vector<TensorSpec>& inputs) const {
  std::vector<std::string> files(inputs.size()), unnamed;
  for (const std::string& text : given) {
    const size_t equals = text.find('=');
    if (equals == std::string::npos || std::filesystem::exists(text)) {
      unnamed.push_back(text);
      continue;
    }
    std::string& file = files[find_input(inputs, text.substr(0, equals))];
    if (!file.empty()) fail_usage("--input: '{}' is given twice", text.substr(0, equals));
    file = text.substr(equals + 1);
  }
  size_t next = 0;
  for (std::string& file : files) {
    if (file.empty() && next < unnamed.size()) file = unnamed[next++];
  }
  for (size_t i = 0; i < files.size(); ++i) {
    if (files[i].empty())
      fail_usage("--input: no file for '{}'; the model takes {}", inputs[i].name,
                 input_names(inputs));
  }
  if (next < unnamed.size())
    fail_usage("--input: {} files, but the model takes only {}", given.size(), input_names(inputs));
  return files;
}

std::vector<Tensor> load_inputs(const std::vector<std::string>& files, const Preprocess& spec,
                                const std::vector<TensorSpec>& inputs) {
  std::vector<Tensor> tensors;
  for (size_t i = 0; i < files.size(); ++i)
    tensors.push_back(std::move(load_sample({files[i]}, spec, {inputs[i]}).front()));
  return tensors;
}

}  // namespace sprint::cli
