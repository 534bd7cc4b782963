#include "ir/captures.h"

#include <algorithm>
#include <set>

#include "ir/edit.h"

namespace sprint::ir {
namespace {

void collect_captures(const Graph& body, std::set<std::string>& captured) {
  const auto defined = defined_names(body);
  const auto add = [&](const std::string& name) {
    if (!defined.contains(name)) captured.insert(name);
  };
  for (const ValueId id : body.outputs) add(body[id].name);
  for (const Node& node : body.nodes) {
    for (const ValueId id : node.inputs) {
      if (id != kNoValue) add(body[id].name);
    }
    for (const std::string& name : captured_names(node)) add(name);
  }
}

// Fresh names for the values of `body` that would hide a name that `renames` brings in.
Renames make_way(const Graph& body, const Renames& renames) {
  const auto defined = defined_names(body);
  Names names(body);
  Renames moved;
  for (const auto& [from, to] : renames) {
    if (defined.contains(to)) moved.emplace(to, names.fresh(to));
  }
  return moved;
}

// Lets `to` stand for `from` wherever a node or an output of the body takes it.
void redirect(Graph& body, ValueId from, ValueId to) {
  for (Node& node : body.nodes) std::replace(node.inputs.begin(), node.inputs.end(), from, to);
  std::replace(body.outputs.begin(), body.outputs.end(), from, to);
}

void rename_captured_value(Graph& body, const std::string& from, const std::string& to) {
  const ValueId id = find_value(body, from);
  if (id == kNoValue) return;
  if (const ValueId present = find_value(body, to); present != kNoValue) {
    redirect(body, id, present);
  } else {
    body[id].name = to;
  }
}

GraphPtr renamed(const Graph& body, const Renames& renames) {
  Renames inner = make_way(body, renames);
  auto copy = std::make_shared<Graph>(body);
  for (const auto& [from, to] : inner) (*copy)[find_value(*copy, from)].name = to;
  const auto defined = defined_names(body);
  for (const auto& [from, to] : renames) {
    if (defined.contains(from)) continue;
    rename_captured_value(*copy, from, to);
    inner.emplace(from, to);
  }
  for (Node& node : copy->nodes) rename_captures(node, inner);
  return copy;
}

}  // namespace

std::vector<GraphPtr> bodies(const Node& node) {
  std::vector<GraphPtr> found;
  for (const Attribute& attribute : node.attributes) {
    if (const auto* body = std::get_if<GraphPtr>(&attribute.value())) found.push_back(*body);
    if (const auto* many = std::get_if<std::vector<GraphPtr>>(&attribute.value()))
      found.insert(found.end(), many->begin(), many->end());
  }
  return found;
}

std::unordered_set<std::string_view> defined_names(const Graph& graph) {
  std::unordered_set<std::string_view> defined;
  for (const ValueId id : graph.inputs) defined.insert(graph[id].name);
  for (const ValueId id : graph.initializers) defined.insert(graph[id].name);
  for (const SparseInitializer& sparse : graph.sparse_initializers)
    defined.insert(graph[sparse.value].name);
  for (const Node& node : graph.nodes) {
    for (const ValueId id : node.outputs) {
      if (id != kNoValue) defined.insert(graph[id].name);
    }
  }
  return defined;
}

std::vector<std::string> captured_names(const Node& node) {
  std::set<std::string> captured;
  for (const GraphPtr& body : bodies(node)) collect_captures(*body, captured);
  return {captured.begin(), captured.end()};
}

void rename_captures(Node& node, const Renames& renames) {
  const std::vector<std::string> captured = captured_names(node);
  if (std::none_of(captured.begin(), captured.end(),
                   [&](const std::string& name) { return renames.contains(name); }))
    return;
  for (Attribute& attribute : node.attributes) {
    if (const auto* body = std::get_if<GraphPtr>(&attribute.value())) {
      attribute = Attribute(attribute.name(), renamed(**body, renames));
    } else if (const auto* many = std::get_if<std::vector<GraphPtr>>(&attribute.value())) {
      std::vector<GraphPtr> copies;
      for (const GraphPtr& each : *many) copies.push_back(renamed(*each, renames));
      attribute = Attribute(attribute.name(), std::move(copies));
    }
  }
}

}  // namespace sprint::ir
