// An ONNX model in memory.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sprint/preprocess.h"
#include "sprint/tensor.h"

namespace sprint {

namespace ir {
struct Model;
}

// Immutable and cheap to copy; weights stay views of the mapped file, which must not change while a
// copy lives.
class Model {
 public:
  // Throws Error naming the file where it is missing or not a sound ONNX model.
  static Model load(const std::string& path);

  // Writes the model whole or not at all. Throws Error where `path` cannot be written or is the
  // file it was read from.
  void save(const std::string& path) const;

  // Of the file that it was read from and of the files of its external data. Throws Error where one
  // of them is gone, or the model came from memory.
  uint64_t size_on_disk() const;

  std::vector<TensorSpec> inputs() const;  // without those that have a default value
  std::vector<TensorSpec> outputs() const;
  int64_t opset() const;  // of ai.onnx

  // The preprocess spec and the class names stored in the model; the defaults and none where it
  // stores nothing.
  Preprocess preprocess() const;
  std::vector<std::string> labels() const;
  Model with_preprocess(const Preprocess& spec) const;
  // How its outputs are boxes, as JSON (docs/detections.md); empty where it stores nothing. with_
  // throws Error where the text is not that or names an output that the model does not have.
  std::string detections() const;
  Model with_detections(const std::string& json) const;
  Model with_labels(const std::vector<std::string>& labels) const;

  // For Sprint's own stages.
  explicit Model(std::shared_ptr<const ir::Model> graph) : graph_(std::move(graph)) {}
  const ir::Model& ir() const { return *graph_; }

 private:
  std::shared_ptr<const ir::Model> graph_;
};

}  // namespace sprint
