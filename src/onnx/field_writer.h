// Writes the fields of one protobuf message in the order of their numbers.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "onnx/pieces.h"
#include "onnx/raw_field.h"

namespace sprint::onnx {

// Fields must be given in ascending order of their numbers; raw fields come in at their place,
// before given ones of the same number.
class FieldWriter {
 public:
  FieldWriter() = default;
  explicit FieldWriter(const RawFields& raw);

  // A singular field; its default value ("", 0) is not written. A value that is written takes the
  // place of raw fields of that number.
  void text(uint32_t number, std::string_view value);
  void integer(uint32_t number, int64_t value);

  // A field, or an element of a repeated one, whatever its value.
  void add_text(uint32_t number, std::string_view value);
  void add_integer(uint32_t number, int64_t value);
  void add_float32(uint32_t number, float value);
  void add_bytes(uint32_t number, const Bytes& value);
  void add_message(uint32_t number, Pieces message);

  // Drops raw fields of that number.
  void discard(uint32_t number);

  // A field as it was read, between the others.
  void copy(const RawField& field) { pieces_.append(field.bytes); }

  // The message with all that is left of the raw fields.
  Pieces finish();

 private:
  void advance(uint32_t number);  // writes raw fields up to and including `number`
  void tag(uint32_t number, uint32_t wire_type);
  void varint(uint64_t value);

  std::vector<const RawField*> raw_;  // by number
  size_t next_ = 0;
  Pieces pieces_;
};

}  // namespace sprint::onnx
