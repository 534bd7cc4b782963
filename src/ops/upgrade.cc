#include "ops/upgrade.h"

#include <utility>

#include "base/error.h"

namespace sprint::ops {

DType UpgradeContext::dtype(size_t input) const {
  const ir::ValueId id = node.input(input);
  if (id == ir::kNoValue) return DType::undefined;
  const ir::Value& value = graph_[id];
  return value.constant ? value.constant->dtype() : value.type.dtype;
}

std::optional<Shape> UpgradeContext::shape(size_t input) const {
  const ir::ValueId id = node.input(input);
  if (id == ir::kNoValue) return std::nullopt;
  const ir::Value& value = graph_[id];
  return value.constant ? shape_of(value.constant->dims()) : value.type.shape;
}

ir::ConstantPtr UpgradeContext::constant(size_t input) const {
  return graph_.constant(node.input(input));
}

bool UpgradeContext::has_output(size_t index) const {
  return index < node.outputs.size() && node.outputs[index] != ir::kNoValue;
}

std::string UpgradeContext::name_for(std::string_view what) const {
  std::string base = node.name;
  for (const ir::ValueId output : node.outputs) {
    if (base.empty() && output != ir::kNoValue) base = graph_[output].name;
  }
  return base + "_" + std::string(what);
}

ir::ValueId UpgradeContext::add_constant(std::string_view what, ir::ConstantPtr constant) {
  if (constant == nullptr) fail("the {} cannot be of the input's type", what);
  return ir::add_constant(graph_, names_.fresh(name_for(what)), std::move(constant));
}

ir::ValueId UpgradeContext::add_value(std::string_view what, ir::Type type) {
  return ir::add_value(graph_, names_.fresh(name_for(what)), std::move(type));
}

void UpgradeContext::set_input(size_t index, ir::ValueId value) {
  if (node.inputs.size() <= index) node.inputs.resize(index + 1, ir::kNoValue);
  node.inputs[index] = value;
}

void UpgradeContext::attribute_to_input(std::string_view name, size_t index) {
  const ir::Attribute* attribute = node.find(name);
  if (attribute == nullptr) return;
  auto values = attribute->as<std::vector<int64_t>>();
  const auto count = static_cast<int64_t>(values.size());
  set_input(index, add_constant(name, ir::Constant::of<int64_t>({count}, std::move(values))));
  node.erase(name);
}

UpgradeContext::Detached UpgradeContext::detach_output(size_t index, std::string_view what) {
  if (!has_output(index)) fail("output {} is left out", index);
  const ir::ValueId old = node.outputs[index];
  node.outputs[index] = add_value(what);
  return {node.outputs[index], old};
}

ir::Node make_node(std::string_view op_type, std::vector<ir::ValueId> inputs,
                   std::vector<ir::ValueId> outputs, std::vector<ir::Attribute> attributes) {
  ir::Node node;
  node.op_type = op_type;
  node.inputs = std::move(inputs);
  node.outputs = std::move(outputs);
  node.attributes = std::move(attributes);
  return node;
}

}  // namespace sprint::ops
