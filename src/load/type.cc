#include "load/type.h"

#include "base/error.h"
#include "load/field_values.h"
#include "onnx/field_reader.h"
#include "onnx/fields.h"

namespace sprint {
namespace {

using onnx::FieldReader;

Dim load_dim(const Bytes& message, ir::RawFields& extra) {
  Dim dim;
  for (FieldReader field(message); field.next();) {
    switch (field.number()) {
      case onnx::DimensionField::dim_value:
        // The last of a oneof counts. Some writers say "unknown" with a negative number.
        dim = field.integer() >= 0 ? Dim(field.integer()) : Dim();
        if (!dim.known()) extra.push_back(field.raw());
        break;
      case onnx::DimensionField::dim_param:
        dim = Dim();
        load_text(field, dim.symbol, extra);
        break;
      default:
        extra.push_back(field.raw());
    }
  }
  return dim;
}

void load_shape(const Bytes& message, ir::Type& type) {
  Shape shape;
  for (FieldReader field(message); field.next();) {
    if (field.number() != onnx::ShapeField::dim) {
      type.shape_extra.push_back(field.raw());
      continue;
    }
    ir::RawFields extra;
    shape.push_back(load_dim(field.bytes(), extra));
    if (!extra.empty()) type.dim_extra.emplace_back(shape.size() - 1, std::move(extra));
  }
  type.shape = std::move(shape);
}

void load_tensor_type(const Bytes& message, ir::Type& type) {
  int64_t elem_type = 0;
  for (FieldReader field(message); field.next();) {
    switch (field.number()) {
      case onnx::TensorTypeField::elem_type:
        load_integer(field, elem_type, type.tensor_extra);
        break;
      case onnx::TensorTypeField::shape:
        if (type.shape) fail("a tensor type has two shapes");
        load_shape(field.bytes(), type);
        break;
      default:
        type.tensor_extra.push_back(field.raw());
    }
  }
  type.dtype = static_cast<DType>(elem_type);
  if (static_cast<int64_t>(type.dtype) != elem_type ||
      (type.dtype != DType::undefined && type.dtype != DType::string &&
       dtype_bits(type.dtype) == 0))
    fail("a tensor type has the unknown element type {}", elem_type);
}

}  // namespace

ir::Type load_type(const Bytes& message) {
  ir::Type type;
  int tensor_types = 0;
  for (FieldReader field(message); field.next();) {
    if (field.number() == onnx::TypeField::tensor_type) {
      if (++tensor_types > 1) fail("a value has two tensor types");
      load_tensor_type(field.bytes(), type);
    } else {
      type.extra.push_back(field.raw());
    }
  }
  if (tensor_types == 0) {
    type = {};
    type.other = message;
  }
  return type;
}

}  // namespace sprint
