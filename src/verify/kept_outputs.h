// What a model gave for samples, kept for the next time it is asked for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/temporary_folder.h"
#include "sprint/tensor.h"

namespace sprint::verify {

// Tensors by the path of their sample: in memory up to a bound, beyond it in a temporary file of
// its own, which takes at most half of the room that its file system has left. What finds no room
// is not kept.
class KeptOutputs {
 public:
  explicit KeptOutputs(uint64_t memory_bytes = uint64_t{64} << 20) : memory_left_(memory_bytes) {}

  // Nothing where none were kept for `sample`. Throws Error where the file cannot be read.
  std::optional<std::vector<Tensor>> find(const std::string& sample) const;
  void keep(const std::string& sample, const std::vector<Tensor>& outputs);

 private:
  struct Entry {
    std::vector<Tensor> outputs;  // without data where that lies in the file
    std::optional<uint64_t> offset;
  };

  bool append(const std::vector<Tensor>& outputs, uint64_t bytes);

  uint64_t memory_left_;
  std::map<std::string, Entry> entries_;
  std::optional<TemporaryFolder> folder_;  // once there is a file
  uint64_t file_left_ = 0, file_bytes_ = 0;
};

}  // namespace sprint::verify
