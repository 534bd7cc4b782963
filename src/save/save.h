// Writes a model as an ONNX file.
#pragma once

#include <cstddef>
#include <string>

#include "ir/model.h"

namespace sprint {

enum class ExternalData {
  automatic,  // where the model came with external data, or would exceed protobuf's 2 GB in one
              // file
  always,
  never,
};

// Writes `model` to `path`, and external data to `path`.data. Weights are streamed from where they
// lie: memory stays bounded whatever the size. Files appear whole or not at all; a model that was
// not changed is written as it was read. Throws Error naming the path where it cannot be written or
// is the file that the model was read from (an input is never changed).
void save_model(const ir::Model& model, const std::string& path,
                ExternalData external = ExternalData::automatic);

// What `automatic` decides for a model that takes `serialized_size` bytes in one file.
bool needs_external_data(const ir::Model& model, size_t serialized_size);

// The serialized ModelProto, without external data. For models well under 2 GB that go to a runtime
// from memory.
std::string serialize_model(const ir::Model& model);

}  // namespace sprint
