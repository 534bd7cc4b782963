#include "onnx/field_writer.h"

#include <algorithm>
#include <limits>
#include <protozero/types.hpp>
#include <protozero/varint.hpp>
#include <utility>

namespace sprint::onnx {
namespace {

using protozero::pbf_wire_type;

constexpr uint32_t kVarint = static_cast<uint32_t>(pbf_wire_type::varint);
constexpr uint32_t kLength = static_cast<uint32_t>(pbf_wire_type::length_delimited);
constexpr uint32_t kFixed32 = static_cast<uint32_t>(pbf_wire_type::fixed32);

}  // namespace

FieldWriter::FieldWriter(const RawFields& raw) {
  raw_.reserve(raw.size());
  for (const RawField& field : raw) raw_.push_back(&field);
  std::stable_sort(raw_.begin(), raw_.end(),
                   [](const RawField* a, const RawField* b) { return a->number < b->number; });
}

void FieldWriter::advance(uint32_t number) {
  for (; next_ < raw_.size() && raw_[next_]->number <= number; ++next_)
    pieces_.append(raw_[next_]->bytes);
}

void FieldWriter::discard(uint32_t number) {
  advance(number - 1);
  while (next_ < raw_.size() && raw_[next_]->number == number) ++next_;
}

void FieldWriter::varint(uint64_t value) {
  char encoded[protozero::max_varint_length];
  const int size = protozero::add_varint_to_buffer(encoded, value);
  pieces_.append(std::string_view(encoded, static_cast<size_t>(size)));
}

void FieldWriter::tag(uint32_t number, uint32_t wire_type) {
  advance(number);
  varint(number << 3U | wire_type);
}

void FieldWriter::text(uint32_t number, std::string_view value) {
  if (value.empty()) return;
  discard(number);
  add_text(number, value);
}

void FieldWriter::integer(uint32_t number, int64_t value) {
  if (value == 0) return;
  discard(number);
  add_integer(number, value);
}

void FieldWriter::add_text(uint32_t number, std::string_view value) {
  tag(number, kLength);
  varint(value.size());
  pieces_.append(value);
}

void FieldWriter::add_integer(uint32_t number, int64_t value) {
  tag(number, kVarint);
  varint(static_cast<uint64_t>(value));
}

void FieldWriter::add_float32(uint32_t number, float value) {
  tag(number, kFixed32);
  pieces_.append(std::string_view(reinterpret_cast<const char*>(&value), sizeof value));
}

void FieldWriter::add_bytes(uint32_t number, const Bytes& value) {
  tag(number, kLength);
  varint(value.size());
  pieces_.append(value);
}

void FieldWriter::add_message(uint32_t number, Pieces message) {
  tag(number, kLength);
  varint(message.size());
  pieces_.append(std::move(message));
}

Pieces FieldWriter::finish() {
  advance(std::numeric_limits<uint32_t>::max());
  return std::move(pieces_);
}

}  // namespace sprint::onnx
