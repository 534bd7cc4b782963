#include "save/attribute.h"

#include <algorithm>

#include "base/error.h"
#include "ir/captures.h"
#include "onnx/field_reader.h"
#include "onnx/field_writer.h"
#include "onnx/fields.h"
#include "save/graph.h"
#include "save/tensor.h"

namespace sprint {
namespace {

using ir::AttributeType;
using onnx::AttributeField;
using onnx::FieldReader;
using onnx::FieldWriter;
using onnx::Pieces;

std::vector<ir::ConstantPtr> tensors(const ir::Attribute& attribute) {
  if (const auto* one = std::get_if<ir::ConstantPtr>(&attribute.value())) return {*one};
  if (const auto* many = std::get_if<std::vector<ir::ConstantPtr>>(&attribute.value()))
    return *many;
  return {};
}

bool keeps_external(const ir::Graph& graph);

bool keeps_external(const ir::Node& node) {
  for (const ir::Attribute& attribute : node.attributes) {
    for (const ir::ConstantPtr& tensor : tensors(attribute)) {
      if (tensor->external()) return true;
    }
  }
  const std::vector<ir::GraphPtr> inner = ir::bodies(node);
  return std::any_of(inner.begin(), inner.end(),
                     [](const ir::GraphPtr& body) { return keeps_external(*body); });
}

bool keeps_external(const ir::Graph& graph) {
  return std::any_of(graph.initializers.begin(), graph.initializers.end(),
                     [&](ir::ValueId id) { return graph.constant(id)->external(); }) ||
         std::any_of(graph.nodes.begin(), graph.nodes.end(),
                     [](const ir::Node& node) { return keeps_external(node); });
}

bool keeps_external(const ir::Attribute& attribute) {
  ir::Node node;
  node.attributes.push_back(attribute);
  return keeps_external(node);
}

Pieces tensor(const ir::ConstantPtr& constant) {
  return tensor_message(*constant, constant->source_name(), nullptr);
}

void add_value(const ir::Attribute& attribute, FieldWriter& writer) {
  switch (attribute.type()) {
    case AttributeType::float_:
      return writer.add_float32(AttributeField::f, attribute.as<float>());
    case AttributeType::int_:
      return writer.add_integer(AttributeField::i, attribute.as<int64_t>());
    case AttributeType::string:
      return writer.add_text(AttributeField::s, attribute.as<std::string>());
    case AttributeType::tensor:
      return writer.add_message(AttributeField::t, tensor(attribute.as<ir::ConstantPtr>()));
    case AttributeType::graph:
      return writer.add_message(AttributeField::g, graph_message(*attribute.as<ir::GraphPtr>()));
    case AttributeType::floats:
      for (const float value : attribute.as<std::vector<float>>())
        writer.add_float32(AttributeField::floats, value);
      return;
    case AttributeType::ints:
      for (const int64_t value : attribute.as<std::vector<int64_t>>())
        writer.add_integer(AttributeField::ints, value);
      return;
    case AttributeType::strings:
      for (const std::string& value : attribute.as<std::vector<std::string>>())
        writer.add_text(AttributeField::strings, value);
      return;
    case AttributeType::tensors:
      for (const ir::ConstantPtr& value : attribute.as<std::vector<ir::ConstantPtr>>())
        writer.add_message(AttributeField::tensors, tensor(value));
      return;
    case AttributeType::graphs:
      for (const ir::GraphPtr& value : attribute.as<std::vector<ir::GraphPtr>>())
        writer.add_message(AttributeField::graphs, graph_message(*value));
      return;
    default:
      fail_internal("attribute '{}' is opaque and has no source", attribute.name());
  }
}

bool holds_value(uint32_t field) {
  switch (field) {
    case AttributeField::t:
    case AttributeField::g:
    case AttributeField::tensors:
    case AttributeField::graphs:
    case AttributeField::name:
    case AttributeField::type:
      return true;
    default:
      return false;
  }
}

}  // namespace

Pieces attribute_message(const ir::Attribute& attribute) {
  if (!attribute.source().empty() && !keeps_external(attribute)) {
    Pieces as_read;
    as_read.append(attribute.source());
    return as_read;
  }
  onnx::RawFields others;
  for (FieldReader field(attribute.source()); field.next();) {
    if (!holds_value(field.number())) others.push_back(field.raw());
  }
  FieldWriter writer(others);
  writer.text(AttributeField::name, attribute.name());
  add_value(attribute, writer);
  writer.integer(AttributeField::type, static_cast<int64_t>(attribute.type()));
  return writer.finish();
}

}  // namespace sprint
