#include "load/graph.h"

#include <fmt/format.h>

#include <unordered_map>

#include "base/error.h"
#include "ir/edit.h"
#include "load/attribute.h"
#include "load/external_tensors.h"
#include "load/field_values.h"
#include "load/tensor.h"
#include "load/type.h"
#include "onnx/field_reader.h"
#include "onnx/fields.h"

namespace sprint {
namespace {

using ir::ValueId;
using onnx::FieldReader;
using onnx::GraphField;
using onnx::NodeField;
using onnx::ValueInfoField;

constexpr int kMaxDepth = 32;

class GraphLoader {
 public:
  GraphLoader(ExternalFiles& files, int depth) : files_(files), depth_(depth) {}

  ir::Graph load(const Bytes& message) {
    make_room(message);
    for (FieldReader field(message); field.next();) take_field(field);
    order_nodes();
    return std::move(graph_);
  }

 private:
  void make_room(const Bytes& message);
  void take_field(const FieldReader& field);
  void load_node(const Bytes& message);
  void load_initializer(const Bytes& message);
  void load_sparse_initializer(const Bytes& message);
  void load_annotation(const Bytes& message);
  void order_nodes();

  // The value that a ValueInfoProto declares. One that is declared already, as outputs are in
  // value_info too by some writers, is returned where the declaration is the same, else kNoValue.
  ValueId declare(const Bytes& message);
  void read_declaration(const Bytes& message, ir::Value& value);

  // The value of that name, new where there is none; kNoValue for "".
  ValueId value_named(const std::string& name);

  ExternalFiles& files_;
  int depth_;
  ir::Graph graph_;
  std::unordered_map<std::string, ValueId> ids_;
  std::unordered_map<ValueId, Bytes> declarations_;
};

// To move nodes and values as their lists grow would take as long as to read them. Most nodes have
// one output.
void GraphLoader::make_room(const Bytes& message) {
  size_t nodes = 0, others = 0;
  for (FieldReader field(message); field.next();)
    ++(field.number() == GraphField::node ? nodes : others);
  graph_.nodes.reserve(nodes);
  graph_.values.reserve(nodes + others);
  ids_.reserve(nodes + others);
}

void GraphLoader::take_field(const FieldReader& field) {
  switch (field.number()) {
    case GraphField::node:
      return load_node(field.bytes());
    case GraphField::name:
      return load_text(field, graph_.name, graph_.extra);
    case GraphField::doc_string:
      return load_text(field, graph_.doc_string, graph_.extra);
    case GraphField::initializer:
      return load_initializer(field.bytes());
    case GraphField::sparse_initializer:
      return load_sparse_initializer(field.bytes());
    case GraphField::input:
    case GraphField::output: {
      const bool input = field.number() == GraphField::input;
      const ValueId id = declare(field.bytes());
      if (id == ir::kNoValue) fail("declares an input or output twice, in different ways");
      (input ? graph_.inputs : graph_.outputs).push_back(id);
      return;
    }
    case GraphField::value_info: {
      const ValueId id = declare(field.bytes());
      if (id != ir::kNoValue) return graph_.value_infos.push_back(id);
      return graph_.extra.push_back(field.raw());
    }
    case GraphField::quantization_annotation:
      return load_annotation(field.bytes());
    case GraphField::metadata_props:
      return load_entry(field, graph_.metadata, graph_.extra);
    default:
      return graph_.extra.push_back(field.raw());
  }
}

ValueId GraphLoader::value_named(const std::string& name) {
  if (name.empty()) return ir::kNoValue;
  const auto [found, added] = ids_.emplace(name, static_cast<ValueId>(graph_.values.size()));
  if (added) ir::add_value(graph_, name);
  return found->second;
}

void GraphLoader::load_node(const Bytes& message) {
  ir::Node& node = graph_.nodes.emplace_back();
  std::vector<Bytes> attributes;
  for (FieldReader field(message); field.next();) {
    switch (field.number()) {
      case NodeField::input:
        node.inputs.push_back(value_named(field.text()));
        break;
      case NodeField::output:
        node.outputs.push_back(value_named(field.text()));
        break;
      case NodeField::name:
        load_text(field, node.name, node.extra);
        break;
      case NodeField::op_type:
        load_text(field, node.op_type, node.extra);
        break;
      case NodeField::attribute:
        attributes.push_back(field.bytes());
        break;
      case NodeField::doc_string:
        load_text(field, node.doc_string, node.extra);
        break;
      case NodeField::domain:
        load_domain(field, node.domain, node.extra);
        break;
      case NodeField::overload:
        load_text(field, node.overload, node.extra);
        break;
      case NodeField::metadata_props:
        load_entry(field, node.metadata, node.extra);
        break;
      default:
        node.extra.push_back(field.raw());
    }
  }
  with_context(ir::node_label(graph_, node), [&] {
    for (const Bytes& attribute : attributes)
      node.attributes.push_back(load_attribute(attribute, files_, depth_));
  });
}

void GraphLoader::load_initializer(const Bytes& message) {
  ir::ConstantPtr constant = load_tensor(message, files_);
  const ValueId id = value_named(constant->source_name());
  if (id == ir::kNoValue) fail("an initializer has no name");
  if (graph_[id].constant != nullptr) fail("two initializers are named '{}'", graph_[id].name);
  graph_[id].constant = std::move(constant);
  graph_.initializers.push_back(id);
}

void GraphLoader::load_sparse_initializer(const Bytes& message) {
  std::string name;
  for (FieldReader field(message); field.next();) {
    if (field.number() != onnx::SparseTensorField::values) continue;
    for (FieldReader part(field.bytes()); part.next();) {
      if (part.number() == onnx::TensorField::name) name = part.text();
    }
  }
  const ValueId id = value_named(name);
  if (id == ir::kNoValue) fail("a sparse initializer has no name");
  if (has_external_tensors(Message::sparse_tensor, message))
    fail("the sparse initializer '{}' lies in another file, which is not supported", name);
  graph_.sparse_initializers.push_back({id, message});
}

void GraphLoader::load_annotation(const Bytes& message) {
  ir::QuantizationAnnotation annotation{ir::kNoValue, {}, {}};
  std::string name;
  for (FieldReader field(message); field.next();) {
    switch (field.number()) {
      case onnx::AnnotationField::tensor_name:
        name = field.text();
        break;
      case onnx::AnnotationField::quant_parameter_tensor_names:
        load_entry(field, annotation.parameters, annotation.extra);
        break;
      default:
        annotation.extra.push_back(field.raw());
    }
  }
  annotation.value = value_named(name);
  if (annotation.value == ir::kNoValue) fail("a quantization annotation names no tensor");
  graph_.quantization_annotations.push_back(std::move(annotation));
}

ValueId GraphLoader::declare(const Bytes& message) {
  std::string name;
  for (FieldReader field(message); field.next();) {
    if (field.number() == ValueInfoField::name) name = field.text();
  }
  const ValueId id = value_named(name);
  if (id == ir::kNoValue) fail("an input, output or value_info has no name");
  const auto [found, added] = declarations_.emplace(id, message);
  if (!added) return found->second == message ? id : ir::kNoValue;
  with_context(fmt::format("value '{}'", name), [&] { read_declaration(message, graph_[id]); });
  return id;
}

void GraphLoader::read_declaration(const Bytes& message, ir::Value& value) {
  bool typed = false;
  for (FieldReader field(message); field.next();) {
    switch (field.number()) {
      case ValueInfoField::name:
        break;
      case ValueInfoField::type:
        if (typed) fail("has two types");
        typed = true;
        value.type = load_type(field.bytes());
        // Types that say nothing are written only if they are kept as they are.
        if (value.type.dtype == DType::undefined && !value.type.shape && value.type.other.empty()) {
          value.type = {};
          value.extra.push_back(field.raw());
        }
        break;
      case ValueInfoField::doc_string:
        load_text(field, value.doc_string, value.extra);
        break;
      case ValueInfoField::metadata_props:
        load_entry(field, value.metadata, value.extra);
        break;
      default:
        value.extra.push_back(field.raw());
    }
  }
}

void GraphLoader::order_nodes() {
  const ir::Uses uses(graph_);
  for (size_t n = 0; n < graph_.nodes.size(); ++n) {
    for (const ValueId id : graph_.nodes[n].outputs) {
      if (id == ir::kNoValue) continue;
      for (const ir::Uses::Use& use : uses.consumers(id)) {
        if (static_cast<size_t>(use.node) <= n) return ir::sort_nodes(graph_);
      }
    }
  }
}

}  // namespace

ir::Graph load_graph(const Bytes& message, ExternalFiles& files, int depth) {
  if (depth > kMaxDepth) fail("bodies nest over {} deep", kMaxDepth);
  return GraphLoader(files, depth).load(message);
}

}  // namespace sprint
