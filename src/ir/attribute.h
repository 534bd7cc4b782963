// An immutable attribute of a node.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/bytes.h"
#include "ir/constant.h"

namespace sprint::ir {

struct Graph;
using GraphPtr = std::shared_ptr<const Graph>;

// The values are those of ONNX's AttributeProto.AttributeType.
enum class AttributeType : int32_t {
  undefined = 0,
  float_ = 1,
  int_ = 2,
  string = 3,
  tensor = 4,
  graph = 5,
  floats = 6,
  ints = 7,
  strings = 8,
  tensors = 9,
  graphs = 10,
  sparse_tensor = 11,
  sparse_tensors = 12,
  type_proto = 13,
  type_protos = 14,
};

// What an attribute holds; Opaque: sparse tensors, types and references to function attributes,
// kept as read in source().
struct Opaque {
  AttributeType type;
};
using AttributeValue =
    std::variant<Opaque, float, int64_t, std::string, ConstantPtr, GraphPtr, std::vector<float>,
                 std::vector<int64_t>, std::vector<std::string>, std::vector<ConstantPtr>,
                 std::vector<GraphPtr>>;

class Attribute {
 public:
  Attribute(std::string name, AttributeValue value)
      : name_(std::move(name)), value_(std::move(value)) {}
  // For load: `source` is the serialized AttributeProto, for writing it back as it was.
  Attribute(std::string name, AttributeValue value, Bytes source)
      : name_(std::move(name)), value_(std::move(value)), source_(std::move(source)) {}

  const std::string& name() const { return name_; }
  AttributeType type() const;
  const AttributeValue& value() const { return value_; }
  const Bytes& source() const { return source_; }

  // The value as T, one of AttributeValue's alternatives; throws Error naming the attribute where
  // it holds another.
  template <typename T>
  const T& as() const {
    if (const T* value = std::get_if<T>(&value_)) return *value;
    fail_type(AttributeValue(T{}).index());
  }

 private:
  [[noreturn]] void fail_type(size_t expected) const;  // index of the alternative asked for

  std::string name_;
  AttributeValue value_;
  Bytes source_;
};

}  // namespace sprint::ir
