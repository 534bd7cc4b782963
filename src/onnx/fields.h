// The field numbers of ONNX's messages (onnx.proto, IR version 14), one enum per message.
#pragma once

#include <cstdint>

namespace sprint::onnx {

struct ModelField {
  enum : uint32_t {
    ir_version = 1,
    producer_name = 2,
    producer_version = 3,
    domain = 4,
    model_version = 5,
    doc_string = 6,
    graph = 7,
    opset_import = 8,
    metadata_props = 14,
    training_info = 20,
    functions = 25,
    configuration = 26,
  };
};

struct OperatorSetIdField {
  enum : uint32_t { domain = 1, version = 2 };
};

struct EntryField {  // StringStringEntryProto
  enum : uint32_t { key = 1, value = 2 };
};

struct GraphField {
  enum : uint32_t {
    node = 1,
    name = 2,
    initializer = 5,
    doc_string = 10,
    input = 11,
    output = 12,
    value_info = 13,
    quantization_annotation = 14,
    sparse_initializer = 15,
    metadata_props = 16,
  };
};

struct ValueInfoField {
  enum : uint32_t { name = 1, type = 2, doc_string = 3, metadata_props = 4 };
};

struct NodeField {
  enum : uint32_t {
    input = 1,
    output = 2,
    name = 3,
    op_type = 4,
    attribute = 5,
    doc_string = 6,
    domain = 7,
    overload = 8,
    metadata_props = 9,
    device_configurations = 10,
  };
};

struct AttributeField {
  enum : uint32_t {
    name = 1,
    f = 2,
    i = 3,
    s = 4,
    t = 5,
    g = 6,
    floats = 7,
    ints = 8,
    strings = 9,
    tensors = 10,
    graphs = 11,
    doc_string = 13,
    tp = 14,
    type_protos = 15,
    type = 20,
    ref_attr_name = 21,
    sparse_tensor = 22,
    sparse_tensors = 23,
  };
};

struct TensorField {
  enum : uint32_t {
    dims = 1,
    data_type = 2,
    segment = 3,
    float_data = 4,
    int32_data = 5,
    string_data = 6,
    int64_data = 7,
    name = 8,
    raw_data = 9,
    double_data = 10,
    uint64_data = 11,
    doc_string = 12,
    external_data = 13,
    data_location = 14,
    metadata_props = 16,
  };
};
constexpr int64_t kExternalLocation = 1;  // TensorProto.DataLocation.EXTERNAL

struct SparseTensorField {
  enum : uint32_t { values = 1, indices = 2, dims = 3 };
};

struct AnnotationField {  // TensorAnnotation
  enum : uint32_t { tensor_name = 1, quant_parameter_tensor_names = 2 };
};

struct TypeField {
  enum : uint32_t { tensor_type = 1 };
};

struct TensorTypeField {
  enum : uint32_t { elem_type = 1, shape = 2 };
};

struct ShapeField {
  enum : uint32_t { dim = 1 };
};

struct DimensionField {
  enum : uint32_t { dim_value = 1, dim_param = 2 };
};

struct FunctionField {
  enum : uint32_t { name = 1, node = 7, domain = 10, overload = 13 };
};

struct TrainingInfoField {
  enum : uint32_t { initialization = 1, algorithm = 2 };
};

}  // namespace sprint::onnx
