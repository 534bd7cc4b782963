// A small model in memory and on disk for the tests of this folder.
#pragma once

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "ir/graph_for_test.h"

namespace sprint::tests {

inline std::string shared_data(const std::string& name) {
  const char* folder = std::getenv("SPRINT_SHARED_DATA");
  return (folder != nullptr ? folder : SPRINT_SOURCE_DIR "/../shared/data") + ("/" + name);
}

inline std::string read_file(const std::string& path) {
  std::stringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

inline void write_file(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

inline Bytes bytes_of(const std::string& text) { return Bytes::copy(text.data(), text.size()); }

// scores = If(flag, Add(Conv(image, weight, bias), 1), Conv(...)): with attributes of most types, a
// body, a Constant node, integer and float initializers, symbolic and unknown dimensions.
inline ir::Model small_model() {
  ir::Model model;
  model.ir_version = 8;
  model.producer_name = "sprint tests";
  model.opsets = {{"", 17, {}}, {"com.example", 1, {}}};
  ir::Graph& graph = model.graph;
  graph.name = "small";
  ir::Type image = ir::tensor_type(DType::float32, {1, 1, 8, 8});
  image.shape->at(0) = Dim::named("batch");
  image.shape->at(3) = Dim();
  ir::add_input(graph, "image", image);
  ir::add_input(graph, "flag", ir::tensor_type(DType::boolean, {}));
  ir::add_constant(graph, "weight",
                   ir::Constant::of<float>({2, 1, 3, 3}, std::vector<float>(18, 0.25F)));
  ir::add_constant(graph, "bias", ir::Constant::of<float>({2}, {0.5F, -0.5F}));
  ir::Node& conv = ir::add_node(graph, "Conv", {"image", "weight", "bias"}, {"features"});
  conv.set({"pads", std::vector<int64_t>{1, 1, 1, 1}});
  conv.set({"auto_pad", std::string("NOTSET")});
  ir::add_node(graph, "Constant", {}, {"one"}).set({"value", ir::Constant::scalar(1.0F)});
  ir::Graph body;
  body.name = "then";
  ir::add_node(body, "Add", {"features", "one"}, {"sum"});
  ir::add_output(body, "sum");
  ir::Graph other;
  other.name = "else";
  ir::add_node(other, "Identity", {"features"}, {"same"});
  ir::add_output(other, "same");
  ir::Node& branch = ir::add_node(graph, "If", {"flag"}, {"scores"});
  branch.set({"then_branch", std::make_shared<const ir::Graph>(std::move(body))});
  branch.set({"else_branch", std::make_shared<const ir::Graph>(std::move(other))});
  ir::add_output(graph, "scores");
  graph[graph.outputs[0]].type.dtype = DType::float32;
  return model;
}

}  // namespace sprint::tests
