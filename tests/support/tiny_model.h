// Writes ONNX models of one node, byte by byte, for tests of what runs models.
#pragma once

#include <cstdint>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "sprint/session.h"

namespace sprint::tests {

// A tensor input or output; dimensions below 0 get a name, "d0" for the first.
inline std::string value_info(const TensorSpec& spec) {
  std::string info;
  protozero::pbf_writer value(info);
  value.add_string(1, spec.name);
  protozero::pbf_writer type(value, 2), tensor(type, 1);
  tensor.add_int32(1, static_cast<int32_t>(spec.dtype));
  protozero::pbf_writer shape(tensor, 2);
  for (size_t i = 0; i < spec.dims.size(); ++i) {
    protozero::pbf_writer dim(shape, 1);
    if (spec.dims[i] < 0)
      dim.add_string(2, "d" + std::to_string(i));
    else
      dim.add_int64(1, spec.dims[i]);
  }
  return info;
}

// The same for a sequence of float32 tensors.
inline std::string sequence_info(std::string_view name) {
  std::string info;
  protozero::pbf_writer value(info);
  value.add_string(1, std::string(name));
  protozero::pbf_writer type(value, 2), sequence(type, 4), element(sequence, 1), tensor(element, 1);
  tensor.add_int32(1, 1);
  return info;
}

struct TinyNode {
  std::string op_type;
  std::vector<std::string> inputs, outputs;
};

struct TinyMetadata {
  std::string key, value;
};

// A serialized ModelProto; inputs and outputs as serialized ValueInfoProto.
inline std::string tiny_model(const std::vector<TinyNode>& nodes,
                              const std::vector<std::string>& inputs,
                              const std::vector<std::string>& outputs,
                              const std::vector<TinyMetadata>& metadata = {}, int64_t opset = 13) {
  std::string bytes;
  protozero::pbf_writer model(bytes);
  model.add_int64(1, 8);  // ir_version
  {
    protozero::pbf_writer graph(model, 7);
    for (const TinyNode& made : nodes) {
      protozero::pbf_writer node(graph, 1);
      for (const std::string& name : made.inputs) node.add_string(1, name);
      for (const std::string& name : made.outputs) node.add_string(2, name);
      node.add_string(4, made.op_type);
    }
    graph.add_string(2, "tiny");
    for (const std::string& info : inputs) graph.add_message(11, info);
    for (const std::string& info : outputs) graph.add_message(12, info);
  }
  {
    protozero::pbf_writer import(model, 8);
    import.add_string(1, "");
    import.add_int64(2, opset);
  }
  for (const TinyMetadata& entry : metadata) {
    protozero::pbf_writer property(model, 14);
    property.add_string(1, entry.key);
    property.add_string(2, entry.value);
  }
  return bytes;
}

// y = op_type(x), of one type and shape.
inline std::string unary_model(const std::string& op_type, DType dtype,
                               const std::vector<int64_t>& dims) {
  return tiny_model({{op_type, {"x"}, {"y"}}}, {value_info({"x", dtype, dims})},
                    {value_info({"y", dtype, dims})});
}

}  // namespace sprint::tests
