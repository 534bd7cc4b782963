#include "load/field_values.h"

#include "onnx/fields.h"

namespace sprint {

using onnx::EntryField;
using onnx::FieldReader;

void load_text(const FieldReader& field, std::string& value, ir::RawFields& extra) {
  value = field.text();
  if (value.empty()) extra.push_back(field.raw());
}

void load_integer(const FieldReader& field, int64_t& value, ir::RawFields& extra) {
  value = field.integer();
  if (value == 0) extra.push_back(field.raw());
}

void load_domain(const FieldReader& field, std::string& value, ir::RawFields& extra) {
  value = field.text();
  if (value == "ai.onnx") value.clear();
  if (value.empty()) extra.push_back(field.raw());
}

ir::Metadata load_entry(const Bytes& message) {
  ir::Metadata entry;
  for (FieldReader field(message); field.next();) {
    if (field.number() == EntryField::key) entry.key = field.text();
    if (field.number() == EntryField::value) entry.value = field.text();
  }
  return entry;
}

void load_entry(const FieldReader& field, std::vector<ir::Metadata>& entries,
                ir::RawFields& extra) {
  const Bytes message = field.bytes();
  uint32_t expected = EntryField::key;
  bool plain = true;
  for (FieldReader part(message); part.next(); ++expected)
    plain = plain && part.number() == expected;
  if (plain && expected == EntryField::value + 1) {
    entries.push_back(load_entry(message));
  } else {
    extra.push_back(field.raw());
  }
}

}  // namespace sprint
