// Single fields -> values of the graph, so that nothing of the file is lost: what the value cannot
// express is kept as a raw field.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "onnx/field_reader.h"

namespace sprint {

// Sets `value` to the field's text or number; where that is the default value, adds the field to
// `extra`, so that it is written again.
void load_text(const onnx::FieldReader& field, std::string& value, ir::RawFields& extra);
void load_integer(const onnx::FieldReader& field, int64_t& value, ir::RawFields& extra);

// The same for a domain, where "ai.onnx" is another way to write the default "".
void load_domain(const onnx::FieldReader& field, std::string& value, ir::RawFields& extra);

// A StringStringEntryProto.
ir::Metadata load_entry(const Bytes& message);

// Adds the field, an entry of metadata_props or the like, to `entries`; to `extra` where it is more
// or less than a key and a value.
void load_entry(const onnx::FieldReader& field, std::vector<ir::Metadata>& entries,
                ir::RawFields& extra);

}  // namespace sprint
