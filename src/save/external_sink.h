// The file beside a model that takes its large tensors.
#pragma once

#include <cstddef>
#include <string>

#include "base/atomic_file.h"
#include "base/bytes.h"

namespace sprint {

class ExternalSink {
 public:
  struct Place {
    std::string location;  // relative to the model's folder
    size_t offset, length;
  };

  // For the model that will be at `model_path`; the file is `model_path`.data.
  explicit ExternalSink(const std::string& model_path);

  // Whether a tensor of `size` bytes goes to the file; smaller ones stay in the model.
  static bool takes(size_t size);

  // Appends `data`, aligned so that a runtime can map it.
  Place add(const Bytes& data);

  AtomicFile& file() { return file_; }

 private:
  std::string location_;
  AtomicFile file_;
};

// Writes `bytes` in runs, and lets the system forget each after it is written: memory stays bounded
// when large mapped files are copied.
void write_released(AtomicFile& file, const Bytes& bytes);

}  // namespace sprint
