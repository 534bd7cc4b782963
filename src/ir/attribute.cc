#include "ir/attribute.h"

#include <array>

#include "base/error.h"

namespace sprint::ir {
namespace {

// The type of each alternative of AttributeValue; that of Opaque lies in its value.
constexpr std::array<AttributeType, std::variant_size_v<AttributeValue>> kTypes{
    AttributeType::undefined, AttributeType::float_,  AttributeType::int_,   AttributeType::string,
    AttributeType::tensor,    AttributeType::graph,   AttributeType::floats, AttributeType::ints,
    AttributeType::strings,   AttributeType::tensors, AttributeType::graphs};

constexpr std::array<const char*, 15> kNames{
    "nothing", "float",   "int",    "string",        "tensor",         "graph", "floats", "ints",
    "strings", "tensors", "graphs", "sparse tensor", "sparse tensors", "type",  "types"};

}  // namespace

AttributeType Attribute::type() const {
  const auto* opaque = std::get_if<Opaque>(&value_);
  return opaque != nullptr ? opaque->type : kTypes[value_.index()];
}

void Attribute::fail_type(size_t expected) const {
  fail("attribute '{}' is of type {}, expected {}", name_, kNames[static_cast<size_t>(type())],
       kNames[static_cast<size_t>(kTypes[expected])]);
}

}  // namespace sprint::ir
