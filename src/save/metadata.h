// Pairs of key and value -> StringStringEntryProto.
#pragma once

#include <cstdint>
#include <vector>

#include "ir/graph.h"
#include "onnx/field_writer.h"

namespace sprint {

void add_entries(uint32_t number, const std::vector<ir::Metadata>& entries,
                 onnx::FieldWriter& writer);

}  // namespace sprint
