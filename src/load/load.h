// Reads an ONNX file into a model.
#pragma once

#include <string>

#include "base/bytes.h"
#include "ir/model.h"

namespace sprint {

// Maps and decodes the ONNX file at `path`; weights stay views of the file (or of its external data
// files, which are mapped too), which must not change while the model lives. Throws Error naming
// the file, and the node or tensor, where the file is missing, empty, cut short or not ONNX, where
// a shape and its data disagree, where external data is missing, or where ir::check finds a fault.
ir::Model load_model(const std::string& path);

// The same from memory; `path` is for messages and for finding external data beside it.
ir::Model parse_model(const Bytes& bytes, const std::string& path);

}  // namespace sprint
