#include "save/graph.h"

#include "onnx/field_writer.h"
#include "onnx/fields.h"
#include "save/attribute.h"
#include "save/metadata.h"
#include "save/tensor.h"

namespace sprint {
namespace {

using onnx::FieldWriter;
using onnx::GraphField;
using onnx::NodeField;
using onnx::Pieces;
using onnx::ValueInfoField;

const std::string& name_of(const ir::Graph& graph, ir::ValueId id) {
  static const std::string kNone;
  return id == ir::kNoValue ? kNone : graph[id].name;
}

Pieces node_message(const ir::Graph& graph, const ir::Node& node) {
  FieldWriter writer(node.extra);
  for (const ir::ValueId id : node.inputs) writer.add_text(NodeField::input, name_of(graph, id));
  for (const ir::ValueId id : node.outputs) writer.add_text(NodeField::output, name_of(graph, id));
  writer.text(NodeField::name, node.name);
  writer.text(NodeField::op_type, node.op_type);
  for (const ir::Attribute& attribute : node.attributes)
    writer.add_message(NodeField::attribute, attribute_message(attribute));
  writer.text(NodeField::doc_string, node.doc_string);
  writer.text(NodeField::domain, node.domain);
  writer.text(NodeField::overload, node.overload);
  add_entries(NodeField::metadata_props, node.metadata, writer);
  return writer.finish();
}

Pieces dim_message(const Dim& dim, const ir::RawFields& extra) {
  FieldWriter writer(extra);
  if (dim.known()) {
    writer.discard(onnx::DimensionField::dim_value);
    writer.add_integer(onnx::DimensionField::dim_value, dim.value);
    writer.discard(onnx::DimensionField::dim_param);
  } else if (!dim.symbol.empty()) {
    writer.discard(onnx::DimensionField::dim_value);
    writer.text(onnx::DimensionField::dim_param, dim.symbol);
  }
  return writer.finish();
}

Pieces shape_message(const ir::Type& type) {
  FieldWriter writer(type.shape_extra);
  auto extra = type.dim_extra.begin();
  for (size_t i = 0; i < type.shape->size(); ++i) {
    while (extra != type.dim_extra.end() && extra->first < i) ++extra;
    const bool has_extra = extra != type.dim_extra.end() && extra->first == i;
    writer.add_message(onnx::ShapeField::dim,
                       dim_message((*type.shape)[i], has_extra ? extra->second : ir::RawFields{}));
  }
  return writer.finish();
}

// Empty where nothing is known.
Pieces type_message(const ir::Type& type) {
  Pieces message;
  if (!type.other.empty()) {
    message.append(type.other);
    return message;
  }
  if (type.dtype == DType::undefined && !type.shape) return message;
  FieldWriter tensor(type.tensor_extra);
  tensor.integer(onnx::TensorTypeField::elem_type, static_cast<int64_t>(type.dtype));
  if (type.shape) tensor.add_message(onnx::TensorTypeField::shape, shape_message(type));
  FieldWriter writer(type.extra);
  writer.add_message(onnx::TypeField::tensor_type, tensor.finish());
  return writer.finish();
}

Pieces value_message(const ir::Value& value) {
  FieldWriter writer(value.extra);
  writer.text(ValueInfoField::name, value.name);
  if (Pieces type = type_message(value.type); type.size() != 0) {
    writer.discard(ValueInfoField::type);
    writer.add_message(ValueInfoField::type, std::move(type));
  }
  writer.text(ValueInfoField::doc_string, value.doc_string);
  add_entries(ValueInfoField::metadata_props, value.metadata, writer);
  return writer.finish();
}

Pieces annotation_message(const ir::Graph& graph, const ir::QuantizationAnnotation& annotation) {
  FieldWriter writer(annotation.extra);
  writer.text(onnx::AnnotationField::tensor_name, name_of(graph, annotation.value));
  add_entries(onnx::AnnotationField::quant_parameter_tensor_names, annotation.parameters, writer);
  return writer.finish();
}

}  // namespace

Pieces graph_message(const ir::Graph& graph, ExternalSink* sink) {
  FieldWriter writer(graph.extra);
  const auto add_values = [&](uint32_t number, const std::vector<ir::ValueId>& ids) {
    for (const ir::ValueId id : ids) writer.add_message(number, value_message(graph[id]));
  };
  for (const ir::Node& node : graph.nodes)
    writer.add_message(GraphField::node, node_message(graph, node));
  writer.text(GraphField::name, graph.name);
  for (const ir::ValueId id : graph.initializers)
    writer.add_message(GraphField::initializer,
                       tensor_message(*graph[id].constant, graph[id].name, sink));
  writer.text(GraphField::doc_string, graph.doc_string);
  add_values(GraphField::input, graph.inputs);
  add_values(GraphField::output, graph.outputs);
  add_values(GraphField::value_info, graph.value_infos);
  for (const ir::QuantizationAnnotation& annotation : graph.quantization_annotations)
    writer.add_message(GraphField::quantization_annotation, annotation_message(graph, annotation));
  for (const ir::SparseInitializer& sparse : graph.sparse_initializers)
    writer.add_bytes(GraphField::sparse_initializer, sparse.source);
  add_entries(GraphField::metadata_props, graph.metadata, writer);
  return writer.finish();
}

}  // namespace sprint
