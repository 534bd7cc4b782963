#include "ir/edit.h"

#include <fmt/format.h>

#include <algorithm>

#include "ir/captures.h"

namespace sprint::ir {
namespace {

void collect_names(const Graph& graph, std::unordered_set<std::string>& used) {
  for (const Value& value : graph.values) used.insert(value.name);
  for (const Node& node : graph.nodes) {
    if (!node.name.empty()) used.insert(node.name);
    for (const GraphPtr& body : bodies(node)) collect_names(*body, used);
  }
}

std::unordered_map<std::string_view, ValueId> ids_by_name(const Graph& graph) {
  std::unordered_map<std::string_view, ValueId> ids;
  for (size_t i = 0; i < graph.values.size(); ++i)
    ids.emplace(graph.values[i].name, static_cast<ValueId>(i));
  return ids;
}

ValueId follow(const Replacements& replacements, ValueId id) {
  // Bounded, so that a cycle of replacements ends.
  for (size_t hop = 0; hop < replacements.size(); ++hop) {
    const auto found = replacements.find(id);
    if (found == replacements.end()) break;
    id = found->second;
  }
  return id;
}

bool produced_by_node(const Graph& graph, ValueId id) {
  return std::any_of(graph.nodes.begin(), graph.nodes.end(), [&](const Node& node) {
    return std::find(node.outputs.begin(), node.outputs.end(), id) != node.outputs.end();
  });
}

bool contains(const std::vector<ValueId>& ids, ValueId id) {
  return std::find(ids.begin(), ids.end(), id) != ids.end();
}

// Exchanges all that other parts of the model know two values by: name and declaration.
void swap_identity(Graph& graph, ValueId a, ValueId b) {
  std::swap(graph[a].name, graph[b].name);
  std::swap(graph[a].type, graph[b].type);
  std::swap(graph[a].doc_string, graph[b].doc_string);
  std::swap(graph[a].metadata, graph[b].metadata);
  std::swap(graph[a].extra, graph[b].extra);
}

}  // namespace

Names::Names(const Graph& graph) { collect_names(graph, used_); }

std::string Names::fresh(std::string_view base) {
  std::string name(base);
  int& number = next_[name];
  while (name.empty() || !used_.insert(name).second) name = fmt::format("{}_{}", base, ++number);
  return name;
}

Uses::Uses(const Graph& graph)
    : producers_(graph.values.size(), -1),
      consumers_(graph.values.size()),
      outputs_(graph.values.size()),
      inputs_(graph.values.size()) {
  for (const ValueId id : graph.inputs) inputs_[static_cast<size_t>(id)] = true;
  for (const ValueId id : graph.outputs) outputs_[static_cast<size_t>(id)] = true;
  std::unordered_map<std::string_view, ValueId> ids;  // once a body needs them
  for (size_t n = 0; n < graph.nodes.size(); ++n) {
    const Node& node = graph.nodes[n];
    const auto index = static_cast<int32_t>(n);
    for (const ValueId id : node.outputs) {
      if (id != kNoValue) producers_[static_cast<size_t>(id)] = index;
    }
    for (size_t i = 0; i < node.inputs.size(); ++i) {
      if (node.inputs[i] != kNoValue)
        consumers_[static_cast<size_t>(node.inputs[i])].push_back({index, static_cast<int32_t>(i)});
    }
    for (const std::string& name : captured_names(node)) {
      if (ids.empty()) ids = ids_by_name(graph);
      if (const auto found = ids.find(name); found != ids.end())
        consumers_[static_cast<size_t>(found->second)].push_back({index, -1});
    }
  }
}

ValueId add_value(Graph& graph, std::string name, Type type) {
  Value value;
  value.name = std::move(name);
  value.type = std::move(type);
  graph.values.push_back(std::move(value));
  return static_cast<ValueId>(graph.values.size() - 1);
}

ValueId add_constant(Graph& graph, std::string name, ConstantPtr constant) {
  Type type;
  type.dtype = constant->dtype();
  type.shape = shape_of(constant->dims());
  const ValueId id = add_value(graph, std::move(name), std::move(type));
  graph[id].constant = std::move(constant);
  graph.initializers.push_back(id);
  return id;
}

ValueId find_value(const Graph& graph, std::string_view name) {
  const auto found = std::find_if(graph.values.begin(), graph.values.end(),
                                  [&](const Value& value) { return value.name == name; });
  return found != graph.values.end() ? static_cast<ValueId>(found - graph.values.begin())
                                     : kNoValue;
}

void replace_uses(Graph& graph, const Replacements& replacements) {
  Renames renames;
  for (const auto& [from, to] : replacements)
    renames.emplace(graph[from].name, graph[follow(replacements, from)].name);
  for (Node& node : graph.nodes) {
    for (ValueId& id : node.inputs) id = follow(replacements, id);
    rename_captures(node, renames);
  }
}

bool bypass(Graph& graph, ValueId from, ValueId to) {
  if (!contains(graph.outputs, from)) {
    replace_uses(graph, {{from, to}});
    return true;
  }
  if (contains(graph.inputs, to) || contains(graph.outputs, to) || !produced_by_node(graph, to))
    return false;
  // `to` becomes what `from` was. Captures name values, so those of `from` reach `to` by the swap,
  // and those of `to` follow its new name.
  swap_identity(graph, from, to);
  const Renames renames{{graph[from].name, graph[to].name}};
  for (Node& node : graph.nodes) {
    std::replace(node.inputs.begin(), node.inputs.end(), from, to);
    rename_captures(node, renames);
  }
  std::replace(graph.outputs.begin(), graph.outputs.end(), from, to);
  return true;
}

std::string node_label(const Graph& graph, const Node& node) {
  if (!node.name.empty()) return fmt::format("node '{}' ({})", node.name, node.op_type);
  return fmt::format("node {} ({})", &node - graph.nodes.data(), node.op_type);
}

}  // namespace sprint::ir
