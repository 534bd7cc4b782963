// Adds values, constants and nodes to a graph that is being rewritten, under unused names.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "ir/edit.h"

namespace sprint::quantization {

class GraphWriter {
 public:
  explicit GraphWriter(ir::Graph& graph) : graph_(graph), names_(graph) {}

  const std::string& name(ir::ValueId id) const { return graph_[id].name; }

  ir::ValueId constant(const std::string& name, ir::ConstantPtr constant) {
    return ir::add_constant(graph_, names_.fresh(name), std::move(constant));
  }

  // A value of the shape that `like` has.
  ir::ValueId value(const std::string& name, ir::ValueId like, DType dtype) {
    ir::Type type;
    type.dtype = dtype;
    type.shape = graph_[like].type.shape;
    return value(name, std::move(type));
  }
  ir::ValueId value(const std::string& name, ir::Type type) {
    return ir::add_value(graph_, names_.fresh(name), std::move(type));
  }

  // Appends a node; the reference holds until the next one.
  ir::Node& node(const char* op_type, const std::string& name, std::vector<ir::ValueId> inputs,
                 std::vector<ir::ValueId> outputs) {
    ir::Node node;
    node.op_type = op_type;
    node.name = names_.fresh(name);
    node.inputs = std::move(inputs);
    node.outputs = std::move(outputs);
    graph_.nodes.push_back(std::move(node));
    return graph_.nodes.back();
  }

 private:
  ir::Graph& graph_;
  ir::Names names_;
};

}  // namespace sprint::quantization
