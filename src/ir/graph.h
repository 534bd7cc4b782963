// The graph: values (edges) and nodes, in memory as lean as the ONNX file, and nothing of the file
// lost.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "ir/attribute.h"
#include "ir/constant.h"
#include "onnx/raw_field.h"
#include "tensor/shape.h"

namespace sprint::ir {

// An index into Graph::values.
using ValueId = int32_t;
constexpr ValueId kNoValue = -1;  // an optional input or output that is left out

using onnx::RawField;
using onnx::RawFields;

struct Metadata {
  std::string key, value;
  friend bool operator==(const Metadata&, const Metadata&) = default;
};

// What is known of a value before the model runs.
struct Type {
  DType dtype = DType::undefined;  // of a tensor; undefined: not known, or not a tensor
  std::optional<Shape> shape;      // nothing: not even the rank is known
  Bytes other;  // serialized TypeProto of a sequence, map, optional or sparse tensor
  RawFields extra, tensor_extra, shape_extra;  // of TypeProto, TypeProto.Tensor, TensorShapeProto
  std::vector<std::pair<size_t, RawFields>>
      dim_extra;  // of dimension `first`, such as a denotation
};

struct Value {
  std::string name;  // unique in the graph, never empty
  Type type;
  ConstantPtr constant;  // the initializer of this name
  std::string doc_string;
  std::vector<Metadata> metadata;
  RawFields extra;  // of ValueInfoProto
};

struct Node {
  std::string op_type, domain;  // domain "" is ai.onnx
  std::string name;             // may be empty, need not be unique
  std::vector<ValueId> inputs, outputs;
  std::vector<Attribute> attributes;
  std::string overload, doc_string;
  std::vector<Metadata> metadata;
  RawFields extra;

  const Attribute* find(std::string_view attribute) const;
  // The attribute's value, or `fallback` where it is absent. T is one of AttributeValue's
  // alternatives.
  template <typename T>
  T get(std::string_view attribute, T fallback) const {
    const Attribute* found = find(attribute);
    return found != nullptr ? found->as<T>() : fallback;
  }
  void set(Attribute attribute);  // adds it, or replaces the one of the same name
  void erase(std::string_view attribute);
  ValueId input(size_t index) const { return index < inputs.size() ? inputs[index] : kNoValue; }
};

// An initializer in sparse form, kept as read: the serialized SparseTensorProto whose values tensor
// names `value`.
struct SparseInitializer {
  ValueId value;
  Bytes source;
};

struct QuantizationAnnotation {
  ValueId value;
  std::vector<Metadata> parameters;
  RawFields extra;
};

// A graph, or the body of an If, Loop or Scan. In a body, a value that is neither input, constant
// nor output of a node is captured from the enclosing graph by its name.
struct Graph {
  std::string name, doc_string;
  std::vector<Value> values;
  std::vector<Node> nodes;  // each after the producers of its inputs
  std::vector<ValueId> inputs, outputs;
  std::vector<ValueId>
      initializers;  // values with a constant, in file order; may include inputs (defaults)
  std::vector<ValueId>
      value_infos;  // values whose type the file declares besides inputs and outputs
  std::vector<SparseInitializer> sparse_initializers;
  std::vector<QuantizationAnnotation> quantization_annotations;
  std::vector<Metadata> metadata;
  RawFields extra;

  Value& operator[](ValueId id) { return values[static_cast<size_t>(id)]; }
  const Value& operator[](ValueId id) const { return values[static_cast<size_t>(id)]; }

  // The constant of `id`; null where id is kNoValue or is not constant.
  ConstantPtr constant(ValueId id) const { return id == kNoValue ? nullptr : (*this)[id].constant; }
};

}  // namespace sprint::ir
