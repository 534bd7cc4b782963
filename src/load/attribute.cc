#include "load/attribute.h"

#include <fmt/format.h>

#include <bit>

#include "base/error.h"
#include "load/graph.h"
#include "load/tensor.h"
#include "onnx/field_reader.h"
#include "onnx/fields.h"

namespace sprint {
namespace {

using ir::AttributeType;
using onnx::AttributeField;
using onnx::FieldReader;

// An AttributeProto taken apart; values are decoded only once the type is known.
struct AttributeFields {
  std::string name;
  int64_t type = 0;
  bool reference = false;  // stands for an attribute of the function around it
  AttributeType implied = AttributeType::undefined;  // by the fields that are there
  float f = 0;
  int64_t i = 0;
  std::string s;
  std::vector<uint32_t> floats;  // bits
  std::vector<int64_t> ints;
  std::vector<std::string> strings;
  std::vector<Bytes> tensors, graphs;  // of the singular and of the repeated field
};

void imply(AttributeFields& attribute, AttributeType type) { attribute.implied = type; }

void take_field(const FieldReader& field, AttributeFields& attribute) {
  switch (field.number()) {
    case AttributeField::name:
      attribute.name = field.text();
      return;
    case AttributeField::type:
      attribute.type = field.integer();
      return;
    case AttributeField::ref_attr_name:
      attribute.reference = !field.bytes().empty();
      return;
    case AttributeField::f:
      attribute.f = field.float32();
      return imply(attribute, AttributeType::float_);
    case AttributeField::i:
      attribute.i = field.integer();
      return imply(attribute, AttributeType::int_);
    case AttributeField::s:
      attribute.s = field.text();
      return imply(attribute, AttributeType::string);
    case AttributeField::floats:
      field.append_fixed32(attribute.floats);
      return imply(attribute, AttributeType::floats);
    case AttributeField::ints:
      field.append_integers(attribute.ints);
      return imply(attribute, AttributeType::ints);
    case AttributeField::strings:
      attribute.strings.push_back(field.text());
      return imply(attribute, AttributeType::strings);
    case AttributeField::t:
    case AttributeField::tensors:
      attribute.tensors.push_back(field.bytes());
      return imply(attribute, field.number() == AttributeField::t ? AttributeType::tensor
                                                                  : AttributeType::tensors);
    case AttributeField::g:
    case AttributeField::graphs:
      attribute.graphs.push_back(field.bytes());
      return imply(attribute, field.number() == AttributeField::g ? AttributeType::graph
                                                                  : AttributeType::graphs);
    default:
      return;
  }
}

template <typename T>
const T& only(const std::vector<T>& values, const char* what) {
  if (values.size() != 1) fail("has {} {}, expected one", values.size(), what);
  return values.front();
}

ir::AttributeValue decode(AttributeFields& attribute, ExternalFiles& files, int depth) {
  const auto tensor = [&](const Bytes& message) { return load_tensor(message, files); };
  const auto graph = [&](const Bytes& message) -> ir::GraphPtr {
    return std::make_shared<const ir::Graph>(load_graph(message, files, depth + 1));
  };
  const AttributeType type =
      attribute.type == 0 ? attribute.implied : static_cast<AttributeType>(attribute.type);
  if (attribute.reference) return ir::Opaque{type};
  switch (type) {
    case AttributeType::float_:
      return attribute.f;
    case AttributeType::int_:
      return attribute.i;
    case AttributeType::string:
      return std::move(attribute.s);
    case AttributeType::tensor:
      return tensor(only(attribute.tensors, "tensors"));
    case AttributeType::graph:
      return graph(only(attribute.graphs, "graphs"));
    case AttributeType::floats: {
      std::vector<float> floats;
      for (const uint32_t bits : attribute.floats) floats.push_back(std::bit_cast<float>(bits));
      return floats;
    }
    case AttributeType::ints:
      return std::move(attribute.ints);
    case AttributeType::strings:
      return std::move(attribute.strings);
    case AttributeType::tensors: {
      std::vector<ir::ConstantPtr> tensors;
      for (const Bytes& message : attribute.tensors) tensors.push_back(tensor(message));
      return tensors;
    }
    case AttributeType::graphs: {
      std::vector<ir::GraphPtr> graphs;
      for (const Bytes& message : attribute.graphs) graphs.push_back(graph(message));
      return graphs;
    }
    default:
      return ir::Opaque{type};
  }
}

}  // namespace

ir::Attribute load_attribute(const Bytes& message, ExternalFiles& files, int depth) {
  AttributeFields attribute;
  try {
    for (FieldReader field(message); field.next();) take_field(field, attribute);
    if (attribute.name.empty()) fail("has no name");
    if (attribute.type < 0 || attribute.type > static_cast<int64_t>(AttributeType::type_protos))
      fail("has the unknown type {}", attribute.type);
    ir::AttributeValue value = decode(attribute, files, depth);
    return {std::move(attribute.name), std::move(value), message};
  } catch (Error& error) {
    error.in(fmt::format("attribute '{}'", attribute.name));
    throw;
  }
}

}  // namespace sprint
