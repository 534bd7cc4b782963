// A small graph for the tests of this folder and of those above it: nodes given by the names of
// their values.
#pragma once

#include <string>
#include <vector>

#include "ir/edit.h"
#include "ir/model.h"

namespace sprint::ir {

inline ValueId value_named(Graph& graph, const std::string& name) {
  if (name.empty()) return kNoValue;
  const ValueId found = find_value(graph, name);
  return found != kNoValue ? found : add_value(graph, name);
}

inline Node& add_node(Graph& graph, const std::string& op_type,
                      const std::vector<std::string>& inputs,
                      const std::vector<std::string>& outputs) {
  Node node;
  node.op_type = op_type;
  node.name = outputs.empty() ? "" : "make_" + outputs.front();
  for (const std::string& name : inputs) node.inputs.push_back(value_named(graph, name));
  for (const std::string& name : outputs) node.outputs.push_back(value_named(graph, name));
  graph.nodes.push_back(std::move(node));
  return graph.nodes.back();
}

inline void add_input(Graph& graph, const std::string& name, Type type = {}) {
  const ValueId id = value_named(graph, name);
  graph[id].type = std::move(type);
  graph.inputs.push_back(id);
}

inline void add_output(Graph& graph, const std::string& name) {
  graph.outputs.push_back(value_named(graph, name));
}

inline Type tensor_type(DType dtype, const std::vector<int64_t>& dims) {
  Type type;
  type.dtype = dtype;
  type.shape = shape_of(dims);
  return type;
}

inline std::vector<std::string> op_types(const Graph& graph) {
  std::vector<std::string> types;
  for (const Node& node : graph.nodes) types.push_back(node.op_type);
  return types;
}

inline std::vector<std::string> input_names(const Graph& graph, const Node& node) {
  std::vector<std::string> names;
  for (const ValueId id : node.inputs) names.push_back(id == kNoValue ? "" : graph[id].name);
  return names;
}

}  // namespace sprint::ir
