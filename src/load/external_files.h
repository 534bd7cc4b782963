// The files beside a model that hold its large tensors (TensorProto.external_data).
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "ir/graph.h"

namespace sprint {

class ExternalFiles {
 public:
  // `model_path`: locations are relative to its folder.
  explicit ExternalFiles(const std::string& model_path);

  // The bytes that the entries "location", "offset" and "length" of a tensor point at; without
  // "length", `size` bytes. Each file is mapped once. Throws Error naming the file where it is
  // missing or too short, and where a location leaves the model's folder.
  Bytes read(const std::vector<ir::Metadata>& entries, size_t size);

  // The paths of the files read from, in the order of their first use.
  const std::vector<std::string>& paths() const { return paths_; }

 private:
  const Bytes& file(const std::string& location);

  std::string folder_;  // with a slash at its end, or empty
  std::unordered_map<std::string, Bytes> files_;
  std::vector<std::string> paths_;
};

}  // namespace sprint
