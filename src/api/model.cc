#include "sprint/model.h"

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "data/preprocess_key.h"
#include "load/load.h"
#include "save/save.h"
#include "verify/detections/head.h"

namespace sprint {
namespace {

constexpr const char* kLabelsKey = "sprint.labels";

TensorSpec spec_of(const ir::Value& value) {
  TensorSpec spec{value.name, value.type.dtype, {}};
  if (!value.type.shape) return spec;
  for (const Dim& dim : *value.type.shape) spec.dims.push_back(dim.known() ? dim.value : -1);
  return spec;
}

std::vector<std::string> labels_from_json(const std::string& text) {
  const auto json = nlohmann::json::parse(text, nullptr, false);
  const bool strings =
      json.is_array() &&
      std::all_of(json.begin(), json.end(), [](const auto& label) { return label.is_string(); });
  if (!strings) fail("expected a JSON array of strings");
  return json.get<std::vector<std::string>>();
}

std::string labels_to_json(const std::vector<std::string>& labels) {
  try {
    return nlohmann::json(labels).dump();
  } catch (const nlohmann::json::type_error&) {
    fail("a label is not valid UTF-8");
  }
}

Model with_metadata(const ir::Model& model, const char* key, std::string value) {
  auto changed = std::make_shared<ir::Model>(model);
  ir::set_metadata(*changed, key, std::move(value));
  return Model(std::move(changed));
}

// What `parse` makes of the metadata under `key`; `fallback` where there is none.
template <typename T, typename Parse>
T from_metadata(const ir::Model& model, const char* key, T fallback, Parse parse) {
  const std::string* text = ir::find_metadata(model, key);
  if (text == nullptr) return fallback;
  return with_context(
      fmt::format("{}: metadata '{}'", model.path.empty() ? "model" : model.path, key),
      [&] { return parse(*text); });
}

}  // namespace

Model Model::load(const std::string& path) {
  return Model(std::make_shared<const ir::Model>(load_model(path)));
}

void Model::save(const std::string& path) const { save_model(*graph_, path); }

uint64_t Model::size_on_disk() const {
  std::vector<std::string> files = graph_->external_data;
  files.push_back(graph_->path);
  uint64_t size = 0;
  for (const std::string& file : files) {
    std::error_code error;
    size += std::filesystem::file_size(file, error);
    if (error) fail("{}: {}", file.empty() ? "model" : file, error.message());
  }
  return size;
}

std::vector<TensorSpec> Model::inputs() const {
  const ir::Graph& graph = graph_->graph;
  std::vector<TensorSpec> specs;
  for (const ir::ValueId id : graph.inputs) {
    if (graph.constant(id) == nullptr) specs.push_back(spec_of(graph[id]));
  }
  return specs;
}

std::vector<TensorSpec> Model::outputs() const {
  const ir::Graph& graph = graph_->graph;
  std::vector<TensorSpec> specs;
  for (const ir::ValueId id : graph.outputs) specs.push_back(spec_of(graph[id]));
  return specs;
}

int64_t Model::opset() const { return ir::opset_version(*graph_); }

Preprocess Model::preprocess() const {
  const std::vector<TensorSpec> taken = inputs();
  const Preprocess otherwise = taken.empty() ? Preprocess{} : default_preprocess(taken[0]);
  return from_metadata(*graph_, data::kPreprocessKey, otherwise, preprocess_from_json);
}

std::vector<std::string> Model::labels() const {
  return from_metadata(*graph_, kLabelsKey, std::vector<std::string>{}, labels_from_json);
}

Model Model::with_preprocess(const Preprocess& spec) const {
  return with_metadata(*graph_, data::kPreprocessKey, preprocess_to_json(spec));
}

Model Model::with_labels(const std::vector<std::string>& labels) const {
  return with_metadata(*graph_, kLabelsKey, labels_to_json(labels));
}

std::string Model::detections() const {
  return from_metadata(*graph_, verify::kDetectionsKey, std::string(), [](const std::string& text) {
    return verify::head_to_json(verify::head_from_json(text));
  });
}

Model Model::with_detections(const std::string& json) const {
  const verify::Head head = verify::head_from_json(json);
  const std::vector<TensorSpec> given = outputs();
  for (const std::string& name : verify::output_names(head))
    if (std::ranges::find(given, name, &TensorSpec::name) == given.end())
      fail("detections: the model has no output '{}'", name);
  return with_metadata(*graph_, verify::kDetectionsKey, verify::head_to_json(head));
}

}  // namespace sprint
