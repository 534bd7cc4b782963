// Constant -> TensorProto.
#pragma once

#include <string_view>

#include "ir/constant.h"
#include "onnx/pieces.h"
#include "save/external_sink.h"

namespace sprint {

// The constant under the name `name`: as it was read where nothing changes, otherwise with its
// elements as raw_data or in `sink` (null: everything stays in the message). All other fields of
// the message that it was read from are kept.
onnx::Pieces tensor_message(const ir::Constant& constant, std::string_view name,
                            ExternalSink* sink);

}  // namespace sprint
