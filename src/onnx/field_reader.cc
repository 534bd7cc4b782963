#include "onnx/field_reader.h"

#include <bit>
#include <cstring>
#include <protozero/varint.hpp>

#include "base/error.h"

namespace sprint::onnx {

using protozero::pbf_wire_type;

FieldReader::FieldReader(const Bytes& message)
    : message_(message), reader_(message.text().data(), message.size()) {}

bool FieldReader::next() {
  start_ = end_;
  try {
    if (!reader_.next()) return false;
    number_ = reader_.tag();
    read_payload();
  } catch (const protozero::exception&) {
    fail("is damaged, cut short or not ONNX (after field {}, {} bytes before the end)", number_,
         message_.size() - start_);
  }
  end_ = message_.size() - reader_.length();
  return true;
}

void FieldReader::read_payload() {
  wire_ = reader_.wire_type();
  switch (wire_) {
    case pbf_wire_type::varint:
      scalar_ = reader_.get_uint64();
      break;
    case pbf_wire_type::fixed32:
      scalar_ = reader_.get_fixed32();
      break;
    case pbf_wire_type::fixed64:
      scalar_ = reader_.get_fixed64();
      break;
    default: {
      const size_t size = reader_.get_view().size();
      payload_ = message_.size() - reader_.length() - size;
    }
  }
}

void FieldReader::require(pbf_wire_type wire) const {
  if (wire_ != wire) {
    fail("field {} is of wire type {}, expected {}: not ONNX", number_, static_cast<int>(wire_),
         static_cast<int>(wire));
  }
}

int64_t FieldReader::integer() const {
  require(pbf_wire_type::varint);
  return static_cast<int64_t>(scalar_);
}

Bytes FieldReader::bytes() const {
  require(pbf_wire_type::length_delimited);
  return message_.part(payload_, end_ - payload_);
}

float FieldReader::float32() const {
  require(pbf_wire_type::fixed32);
  return std::bit_cast<float>(static_cast<uint32_t>(scalar_));
}

void FieldReader::append_integers(std::vector<int64_t>& elements) const {
  if (!packed()) {
    elements.push_back(integer());
    return;
  }
  const Bytes all = bytes();
  const char* at = all.text().data();
  const char* const end = at + all.size();
  try {
    while (at != end) elements.push_back(static_cast<int64_t>(protozero::decode_varint(&at, end)));
  } catch (const protozero::exception&) {
    fail("field {} holds a damaged list of integers", number_);
  }
}

template <typename T>
void FieldReader::append_fixed(std::vector<T>& elements, pbf_wire_type wire) const {
  if (!packed()) {
    require(wire);
    elements.push_back(static_cast<T>(scalar_));
    return;
  }
  const Bytes all = bytes();
  if (all.size() % sizeof(T) != 0) fail("field {} holds a damaged list of numbers", number_);
  const size_t before = elements.size();
  elements.resize(before + all.size() / sizeof(T));
  if (!all.empty()) std::memcpy(elements.data() + before, all.data(), all.size());
}

void FieldReader::append_fixed32(std::vector<uint32_t>& elements) const {
  append_fixed(elements, pbf_wire_type::fixed32);
}

void FieldReader::append_fixed64(std::vector<uint64_t>& elements) const {
  append_fixed(elements, pbf_wire_type::fixed64);
}

}  // namespace sprint::onnx
