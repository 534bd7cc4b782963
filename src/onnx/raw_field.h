// A protobuf field that is kept as it was read.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"

namespace sprint::onnx {

// A serialized protobuf field (tag and payload) that Sprint keeps but does not interpret: fields of
// newer schemas, and fields that are present with their default value.
struct RawField {
  uint32_t number;
  Bytes bytes;
};
using RawFields = std::vector<RawField>;  // in file order

}  // namespace sprint::onnx
