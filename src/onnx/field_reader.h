// Walks over the fields of one serialized protobuf message, trusting nothing in it.
#pragma once

#include <cstdint>
#include <protozero/pbf_reader.hpp>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "onnx/raw_field.h"

namespace sprint::onnx {

class FieldReader {
 public:
  explicit FieldReader(const Bytes& message);

  // Goes to the next field; false at the end. Throws Error where the message is cut short or is not
  // protobuf.
  bool next();

  // Of the current field. Those that give a value throw Error where the field holds another kind.
  uint32_t number() const { return number_; }
  int64_t integer() const;
  Bytes bytes() const;  // a view of the message
  std::string text() const { return std::string(bytes().text()); }
  float float32() const;
  RawField raw() const { return {number_, message_.part(start_, end_ - start_)}; }

  // Appends the elements of a repeated field, packed or one by one. Floating-point elements keep
  // their bits.
  void append_integers(std::vector<int64_t>& elements) const;
  void append_fixed32(std::vector<uint32_t>& elements) const;
  void append_fixed64(std::vector<uint64_t>& elements) const;

  bool packed() const { return wire_ == protozero::pbf_wire_type::length_delimited; }

 private:
  void require(protozero::pbf_wire_type wire) const;
  void read_payload();
  template <typename T>
  void append_fixed(std::vector<T>& elements, protozero::pbf_wire_type wire) const;

  Bytes message_;
  protozero::pbf_reader reader_;
  uint32_t number_ = 0;
  protozero::pbf_wire_type wire_ = protozero::pbf_wire_type::unknown;
  uint64_t scalar_ = 0;                       // varint, or the bits of a fixed-size number
  size_t payload_ = 0, start_ = 0, end_ = 0;  // offsets in the message
};

}  // namespace sprint::onnx
