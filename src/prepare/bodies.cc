#include "prepare/bodies.h"

#include <memory>
#include <utility>

namespace sprint::prepare_passes {
namespace {

ir::GraphPtr transformed(const ir::GraphPtr& body, const std::function<void(ir::Graph&)>& pass) {
  auto copy = std::make_shared<ir::Graph>(*body);
  pass(*copy);
  return copy;
}

}  // namespace

void transform_bodies(ir::Node& node, const std::function<void(ir::Graph&)>& pass) {
  for (ir::Attribute& attribute : node.attributes) {
    if (const auto* body = std::get_if<ir::GraphPtr>(&attribute.value())) {
      attribute = {attribute.name(), transformed(*body, pass)};
    } else if (const auto* list = std::get_if<std::vector<ir::GraphPtr>>(&attribute.value())) {
      std::vector<ir::GraphPtr> copies;
      for (const ir::GraphPtr& item : *list) copies.push_back(transformed(item, pass));
      attribute = {attribute.name(), std::move(copies)};
    }
  }
}

void transform_all(ir::Graph& graph, const std::function<void(ir::Graph&)>& pass) {
  for (ir::Node& node : graph.nodes) {
    transform_bodies(node, [&](ir::Graph& body) { transform_all(body, pass); });
  }
  pass(graph);
}

void set_body(ir::Node& node, const std::string& attribute, ir::Graph body) {
  node.set({attribute, ir::GraphPtr(std::make_shared<ir::Graph>(std::move(body)))});
}

}  // namespace sprint::prepare_passes
