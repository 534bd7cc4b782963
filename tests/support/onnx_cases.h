// ONNX's own test data (Debian's libonnx-testdata, or the folder named by SPRINT_ONNX_TESTDATA).
#pragma once

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/mapped_file.h"
#include "load/load.h"
#include "load/tensor.h"
#include "prepare/passes.h"
#include "sprint/error.h"

namespace sprint::tests {

namespace fs = std::filesystem;

inline fs::path data_folder() {
  const char* given = std::getenv("SPRINT_ONNX_TESTDATA");
  return given != nullptr ? given : "/usr/share/libonnx-testdata/data";
}

struct Case {
  std::string name;
  ir::Model model;
  std::vector<Tensor> inputs, outputs;
};

inline std::optional<std::vector<Tensor>> load_tensors(const fs::path& folder,
                                                       const std::string& prefix, size_t count) {
  std::vector<Tensor> tensors;
  for (size_t i = 0; i < count; ++i) {
    const fs::path path = folder / (prefix + "_" + std::to_string(i) + ".pb");
    try {
      ExternalFiles none(path.string());
      tensors.push_back(load_tensor(map_file(path.string()), none)->to_tensor());
    } catch (const Error&) {
      return std::nullopt;  // a sequence, an optional or strings
    }
  }
  return tensors;
}

// The cases whose inputs and outputs are tensors of numbers.
inline std::vector<Case> load_cases(const std::string& group) {
  std::vector<fs::path> folders;
  for (const auto& entry : fs::directory_iterator(data_folder() / group)) {
    folders.push_back(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  std::vector<Case> cases;
  for (const fs::path& folder : folders) {
    const fs::path data = folder / "test_data_set_0";
    // The data files of these hold bfloat16 as uint16.
    if (folder.string().find("BFLOAT16") != std::string::npos) continue;
    if (!fs::exists(folder / "model.onnx") || !fs::exists(data)) continue;
    ir::Model model =
        prepare_passes::drop_initializer_inputs(load_model((folder / "model.onnx").string()));
    auto inputs = load_tensors(data, "input", model.graph.inputs.size());
    auto outputs = load_tensors(data, "output", model.graph.outputs.size());
    if (!inputs || !outputs) continue;
    cases.push_back(
        {folder.filename().string(), std::move(model), std::move(*inputs), std::move(*outputs)});
  }
  return cases;
}

// The same case with every input but the first constant, as weights and settings are in models.
inline Case with_constants(Case test) {
  ir::Graph& graph = test.model.graph;
  for (size_t i = 1; i < graph.inputs.size(); ++i) {
    graph[graph.inputs[i]].constant = ir::Constant::make(test.inputs[i]);
    graph.initializers.push_back(graph.inputs[i]);
  }
  graph.inputs.resize(std::min<size_t>(graph.inputs.size(), 1));
  test.inputs.resize(graph.inputs.size());
  return test;
}

}  // namespace sprint::tests
