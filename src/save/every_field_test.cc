#include <gtest/gtest.h>

#include "base/error.h"
#include "load/load.h"
#include "onnx/field_writer.h"
#include "onnx/fields.h"
#include "save/save.h"

namespace sprint {
namespace {

using onnx::AttributeField;
using onnx::FieldWriter;
using onnx::GraphField;
using onnx::ModelField;
using onnx::NodeField;
using onnx::Pieces;
using onnx::TensorField;
using onnx::ValueInfoField;

constexpr uint32_t kFuture = 400;  // a field that ONNX does not have yet

Pieces entry(const std::string& key, const std::string& value) {
  FieldWriter writer;
  writer.add_text(1, key);
  writer.add_text(2, value);
  return writer.finish();
}

Pieces entry_without_value(const std::string& key) {
  FieldWriter writer;
  writer.add_text(1, key);
  return writer.finish();
}

// A tensor whose elements `add` writes.
template <typename Add>
Pieces tensor(const std::string& name, DType dtype, std::vector<int64_t> dims, Add add) {
  FieldWriter writer;
  for (const int64_t dim : dims) writer.add_integer(TensorField::dims, dim);
  writer.add_integer(TensorField::data_type, static_cast<int64_t>(dtype));
  add(writer, name);
  writer.add_text(TensorField::doc_string, "");
  writer.add_message(TensorField::metadata_props, entry("k", "v"));
  writer.add_text(kFuture, "later");
  return writer.finish();
}

Pieces raw_tensor(const std::string& name) {
  return tensor(name, DType::float32, {2}, [](FieldWriter& writer, const std::string& text) {
    writer.add_text(TensorField::name, text);
    writer.add_text(TensorField::raw_data, std::string("\0\0\x80\x3f\0\0\0\x40", 8));
  });
}

Pieces unpacked_floats(const std::string& name) {
  return tensor(name, DType::float32, {2}, [](FieldWriter& writer, const std::string& text) {
    writer.add_float32(TensorField::float_data, 1.0F);
    writer.add_float32(TensorField::float_data, 2.0F);
    writer.add_text(TensorField::name, text);
  });
}

Pieces packed_int64(const std::string& name) {
  return tensor(name, DType::int64, {2}, [](FieldWriter& writer, const std::string& text) {
    writer.add_text(TensorField::int64_data, "\x05\x96\x01");
    writer.add_text(TensorField::name, text);
  });
}

Pieces strings(const std::string& name) {
  return tensor(name, DType::string, {2}, [](FieldWriter& writer, const std::string& text) {
    writer.add_text(TensorField::string_data, "");
    writer.add_text(TensorField::string_data, "second");
    writer.add_text(TensorField::name, text);
  });
}

Pieces sparse(const std::string& name) {
  FieldWriter writer;
  writer.add_message(1, raw_tensor(name));
  writer.add_message(2, packed_int64(""));
  writer.add_integer(3, 200);
  return writer.finish();
}

// Dimensions 3, "N", "" with a denotation, -1, and one that says nothing.
Pieces shape() {
  std::vector<Pieces> dims(5);
  const auto write = [&](size_t index, auto add) {
    FieldWriter writer;
    add(writer);
    dims[index] = writer.finish();
  };
  write(0, [](FieldWriter& writer) { writer.add_integer(1, 3); });
  write(1, [](FieldWriter& writer) { writer.add_text(2, "N"); });
  write(2, [](FieldWriter& writer) {
    writer.add_text(2, "");
    writer.add_text(3, "DATA_CHANNEL");
  });
  write(3, [](FieldWriter& writer) { writer.add_integer(1, -1); });
  FieldWriter writer;
  for (Pieces& dim : dims) writer.add_message(1, std::move(dim));
  writer.add_text(kFuture, "later");
  return writer.finish();
}

Pieces tensor_type() {
  FieldWriter tensor;
  tensor.add_integer(1, 1);
  tensor.add_message(2, shape());
  tensor.add_text(kFuture, "later");
  FieldWriter writer;
  writer.add_message(1, tensor.finish());
  writer.add_text(6, "IMAGE");
  return writer.finish();
}

Pieces sequence_type() {
  FieldWriter sequence;
  sequence.add_message(1, tensor_type());
  FieldWriter writer;
  writer.add_message(4, sequence.finish());
  return writer.finish();
}

Pieces value_info(const std::string& name, Pieces type) {
  FieldWriter writer;
  writer.add_text(ValueInfoField::name, name);
  writer.add_message(ValueInfoField::type, std::move(type));
  writer.add_text(ValueInfoField::doc_string, "");
  writer.add_message(ValueInfoField::metadata_props, entry("key", ""));
  writer.add_text(kFuture, "later");
  return writer.finish();
}

// An attribute of type `type` whose value `add` writes.
template <typename Add>
Pieces attribute(const std::string& name, int64_t type, uint32_t value_field, Add add) {
  FieldWriter writer;
  writer.add_text(AttributeField::name, name);
  if (value_field < AttributeField::doc_string) add(writer);
  writer.add_text(AttributeField::doc_string, "");
  if (value_field > AttributeField::doc_string && value_field < AttributeField::type) add(writer);
  writer.add_integer(AttributeField::type, type);
  if (value_field > AttributeField::type) add(writer);
  return writer.finish();
}

Pieces body() {
  FieldWriter node;
  node.add_text(NodeField::input, "captured");
  node.add_text(NodeField::output, "inner");
  node.add_text(NodeField::op_type, "Identity");
  FieldWriter graph;
  graph.add_message(GraphField::node, node.finish());
  graph.add_text(GraphField::name, "body");
  graph.add_message(GraphField::initializer, raw_tensor("inner_weight"));
  graph.add_message(GraphField::output, value_info("inner", tensor_type()));
  return graph.finish();
}

void add_attributes(FieldWriter& node) {
  const auto add = [&](const std::string& name, int64_t type, uint32_t field, auto write) {
    node.add_message(NodeField::attribute, attribute(name, type, field, write));
  };
  add("f", 1, AttributeField::f, [](FieldWriter& w) { w.add_float32(AttributeField::f, 0.5F); });
  add("i", 2, AttributeField::i, [](FieldWriter& w) { w.add_integer(AttributeField::i, -3); });
  add("s", 3, AttributeField::s, [](FieldWriter& w) { w.add_text(AttributeField::s, ""); });
  add("t", 4, AttributeField::t,
      [](FieldWriter& w) { w.add_message(AttributeField::t, raw_tensor("")); });
  add("g", 5, AttributeField::g, [](FieldWriter& w) { w.add_message(AttributeField::g, body()); });
  add("fs", 6, AttributeField::floats,
      [](FieldWriter& w) { w.add_float32(AttributeField::floats, 1.0F); });
  add("packed", 7, AttributeField::ints,
      [](FieldWriter& w) { w.add_text(AttributeField::ints, "\x01\x02"); });
  add("ss", 8, AttributeField::strings,
      [](FieldWriter& w) { w.add_text(AttributeField::strings, "one"); });
  add("ts", 9, AttributeField::tensors,
      [](FieldWriter& w) { w.add_message(AttributeField::tensors, packed_int64("a")); });
  add("gs", 10, AttributeField::graphs,
      [](FieldWriter& w) { w.add_message(AttributeField::graphs, body()); });
  add("st", 11, AttributeField::sparse_tensor,
      [](FieldWriter& w) { w.add_message(AttributeField::sparse_tensor, sparse("")); });
  add("tp", 13, AttributeField::tp,
      [](FieldWriter& w) { w.add_message(AttributeField::tp, sequence_type()); });
  add("tps", 14, AttributeField::type_protos,
      [](FieldWriter& w) { w.add_message(AttributeField::type_protos, tensor_type()); });
}

Pieces node(const std::string& input, const std::string& output, bool all_attributes) {
  FieldWriter writer;
  writer.add_text(NodeField::input, input);
  writer.add_text(NodeField::input, "");
  writer.add_text(NodeField::output, output);
  writer.add_text(NodeField::name, "");
  writer.add_text(NodeField::op_type, "Custom");
  if (all_attributes) add_attributes(writer);
  writer.add_text(NodeField::doc_string, "what it does");
  writer.add_text(NodeField::domain, all_attributes ? "ai.onnx" : "");
  writer.add_text(NodeField::overload, "v2");
  writer.add_message(NodeField::metadata_props, entry("", ""));
  writer.add_text(NodeField::device_configurations, "\x0a\x01x");
  writer.add_text(kFuture, "later");
  return writer.finish();
}

Pieces annotation() {
  FieldWriter writer;
  writer.add_text(1, "captured");
  writer.add_message(2, entry("SCALE_TENSOR", "w"));
  return writer.finish();
}

Pieces graph() {
  FieldWriter writer;
  writer.add_message(GraphField::node, node("x", "captured", false));
  writer.add_message(GraphField::node, node("captured", "y", true));
  writer.add_text(GraphField::name, "");
  writer.add_message(GraphField::initializer, raw_tensor("raw"));
  writer.add_message(GraphField::initializer, unpacked_floats("unpacked"));
  writer.add_message(GraphField::initializer, packed_int64("integers"));
  writer.add_message(GraphField::initializer, strings("strings"));
  writer.add_text(GraphField::doc_string, "");
  writer.add_message(GraphField::input, value_info("x", tensor_type()));
  writer.add_message(GraphField::input, value_info("list", sequence_type()));
  writer.add_message(GraphField::input, value_info("unknown", Pieces()));
  writer.add_message(GraphField::output, value_info("y", tensor_type()));
  writer.add_message(GraphField::value_info, value_info("captured", tensor_type()));
  writer.add_message(GraphField::value_info, value_info("y", tensor_type()));
  writer.add_message(GraphField::quantization_annotation, annotation());
  writer.add_message(GraphField::sparse_initializer, sparse("s"));
  writer.add_message(GraphField::metadata_props, entry("k", "v"));
  writer.add_text(kFuture, "later");
  return writer.finish();
}

Pieces opset(const std::string& domain, int64_t version) {
  FieldWriter writer;
  writer.add_text(1, domain);
  writer.add_integer(2, version);
  return writer.finish();
}

Pieces function() {
  FieldWriter writer;
  writer.add_text(1, "twice");
  writer.add_text(4, "a");
  writer.add_text(5, "b");
  writer.add_message(7, node("a", "b", true));
  writer.add_message(9, opset("", 17));
  writer.add_text(10, "com.example");
  writer.add_text(13, "overload");
  return writer.finish();
}

Pieces training_info() {
  FieldWriter writer;
  writer.add_message(1, graph());
  writer.add_message(3, entry("w", "w"));
  return writer.finish();
}

// Every field of the schema, in the order of the numbers, strings that may be empty present and
// empty.
std::string model() {
  FieldWriter writer;
  writer.add_integer(ModelField::ir_version, 13);
  writer.add_text(ModelField::producer_name, "");
  writer.add_text(ModelField::producer_version, "1.0");
  writer.add_text(ModelField::domain, "");
  writer.add_integer(ModelField::model_version, 0);
  writer.add_text(ModelField::doc_string, "");
  writer.add_message(ModelField::graph, graph());
  writer.add_message(ModelField::opset_import, opset("", 17));
  writer.add_message(ModelField::opset_import, opset("com.example", 1));
  writer.add_message(ModelField::metadata_props, entry_without_value("flag"));
  writer.add_message(ModelField::metadata_props, entry("key", "value"));
  writer.add_message(ModelField::training_info, training_info());
  writer.add_message(ModelField::functions, function());
  writer.add_text(ModelField::configuration, "\x0a\x01x");
  writer.add_text(kFuture, "later");
  return writer.finish().to_string();
}

Bytes bytes_of(const std::string& text) { return Bytes::copy(text.data(), text.size()); }

TEST(EveryField, IsWrittenAsItWasRead) {
  const std::string before = model();
  const ir::Model read = parse_model(bytes_of(before), "every_field.onnx");
  EXPECT_TRUE(serialize_model(read) == before);
}

TEST(EveryField, IsUnderstood) {
  const ir::Model read = parse_model(bytes_of(model()), "every_field.onnx");
  const ir::Graph& graph = read.graph;
  ASSERT_EQ(graph.nodes.size(), 2U);
  const ir::Node& last = graph.nodes[1];
  EXPECT_EQ(last.domain, "");
  EXPECT_EQ(last.get("f", 0.0F), 0.5F);
  EXPECT_EQ(last.get("i", int64_t{0}), -3);
  EXPECT_EQ(last.get("packed", std::vector<int64_t>{}), (std::vector<int64_t>{1, 2}));
  EXPECT_EQ(last.get("ss", std::vector<std::string>{}), std::vector<std::string>{"one"});
  EXPECT_EQ(last.find("t")->as<ir::ConstantPtr>()->to_floats(), (std::vector<float>{1, 2}));
  EXPECT_EQ(last.find("g")->as<ir::GraphPtr>()->nodes.front().op_type, "Identity");
  EXPECT_EQ(last.find("tps")->type(), ir::AttributeType::type_protos);
  EXPECT_EQ(graph.constant(graph.initializers[1])->to_floats(), (std::vector<float>{1, 2}));
  EXPECT_EQ(graph.constant(graph.initializers[2])->to_ints(), (std::vector<int64_t>{5, 150}));
  EXPECT_EQ(graph.constant(graph.initializers[3])->string_data()[1], "second");
  EXPECT_EQ(shape_text(*graph[graph.inputs[0]].type.shape), "[3, N, ?, ?, ?]");
  EXPECT_EQ(read.functions.front().domain, "com.example");
  EXPECT_EQ(*ir::find_metadata(read, "key"), "value");
}

TEST(EveryField, IsKeptBesideAChange) {
  ir::Model changed = parse_model(bytes_of(model()), "every_field.onnx");
  changed.graph.name = "named";
  changed.producer_name = "sprint";
  ir::Value& x = changed.graph[changed.graph.inputs[0]];
  x.type.shape->at(1) = Dim(7);
  const ir::ValueId weight = changed.graph.initializers[0];
  changed.graph[weight].name = "renamed";
  const ir::Model read = parse_model(bytes_of(serialize_model(changed)), "changed.onnx");
  EXPECT_EQ(read.graph.name, "named");
  EXPECT_EQ(read.producer_name, "sprint");
  EXPECT_EQ(shape_text(*read.graph[read.graph.inputs[0]].type.shape), "[3, 7, ?, ?, ?]");
  const ir::Value& renamed = read.graph[read.graph.initializers[0]];
  EXPECT_EQ(renamed.name, "renamed");
  EXPECT_EQ(renamed.constant->to_floats(), (std::vector<float>{1, 2}));
  // Only the size of what changed changed: the rest is still there.
  EXPECT_EQ(serialize_model(read), serialize_model(changed));
}

}  // namespace
}  // namespace sprint
