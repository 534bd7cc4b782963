#include "save/tensor.h"

#include <fmt/format.h>

#include "onnx/field_reader.h"
#include "onnx/field_writer.h"
#include "onnx/fields.h"
#include "save/metadata.h"

namespace sprint {
namespace {

using onnx::FieldReader;
using onnx::FieldWriter;
using onnx::Pieces;
using onnx::TensorField;

// Fields that Constant holds, or that say where its elements are.
bool rewritten(uint32_t field) {
  switch (field) {
    case TensorField::dims:
    case TensorField::data_type:
    case TensorField::name:
    case TensorField::float_data:
    case TensorField::int32_data:
    case TensorField::string_data:
    case TensorField::int64_data:
    case TensorField::raw_data:
    case TensorField::double_data:
    case TensorField::uint64_data:
    case TensorField::external_data:
    case TensorField::data_location:
      return true;
    default:
      return false;
  }
}

onnx::RawFields other_fields(const Bytes& source) {
  onnx::RawFields others;
  for (FieldReader field(source); field.next();) {
    if (!rewritten(field.number())) others.push_back(field.raw());
  }
  return others;
}

void add_place(const ExternalSink::Place& place, FieldWriter& writer) {
  add_entries(TensorField::external_data,
              {{"location", place.location},
               {"offset", fmt::format("{}", place.offset)},
               {"length", fmt::format("{}", place.length)}},
              writer);
  writer.add_integer(TensorField::data_location, onnx::kExternalLocation);
}

// The message that `constant` was read from, with another name and all else in its place.
Pieces renamed(const ir::Constant& constant, std::string_view name) {
  onnx::RawFields fields;
  for (FieldReader field(constant.source()); field.next();) {
    if (field.number() != TensorField::name) fields.push_back(field.raw());
  }
  FieldWriter writer(fields);
  writer.text(TensorField::name, name);
  return writer.finish();
}

}  // namespace

Pieces tensor_message(const ir::Constant& constant, std::string_view name, ExternalSink* sink) {
  const bool outside = sink != nullptr && ExternalSink::takes(constant.data().size());
  if (!constant.source().empty() && !constant.external() && !outside) {
    if (name != constant.source_name()) return renamed(constant, name);
    Pieces as_read;
    as_read.append(constant.source());
    return as_read;
  }
  const onnx::RawFields others = other_fields(constant.source());
  FieldWriter writer(others);
  for (const int64_t dim : constant.dims()) writer.add_integer(TensorField::dims, dim);
  writer.integer(TensorField::data_type, static_cast<int64_t>(constant.dtype()));
  for (const std::string& text : constant.string_data())
    writer.add_text(TensorField::string_data, text);
  writer.text(TensorField::name, name);
  if (outside) {
    add_place(sink->add(constant.data()), writer);
  } else if (constant.dtype() != DType::string) {
    writer.add_bytes(TensorField::raw_data, constant.data());
  }
  return writer.finish();
}

}  // namespace sprint
