#include <algorithm>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "ir/captures.h"
#include "ir/edit.h"
#include "prepare/bodies.h"
#include "prepare/passes.h"

namespace sprint::prepare_passes {
namespace {

// A graph and the graphs around it, which its bodies capture from.
struct Scope {
  const ir::Graph& graph;
  const Scope* outer;
};

// The constant that `name` stands for in the innermost graph that defines it; null where that is
// no constant.
ir::ConstantPtr find_constant(const Scope* scope, const std::string& name) {
  for (; scope != nullptr; scope = scope->outer) {
    if (ir::defined_names(scope->graph).contains(name)) {
      return scope->graph.constant(ir::find_value(scope->graph, name));
    }
  }
  return nullptr;
}

// The branch that `node` takes in every run; null where it is no If, only a run knows, or the
// branch is not one that the node can have.
ir::GraphPtr branch_taken(const Scope& scope, const ir::Node& node) {
  if (node.op_type != "If" || !node.domain.empty() || node.input(0) == ir::kNoValue) return nullptr;
  ir::ConstantPtr condition = scope.graph.constant(node.input(0));
  if (!condition) condition = find_constant(&scope, scope.graph[node.input(0)].name);
  if (!condition || condition->dtype() != DType::boolean || condition->count() != 1) return nullptr;
  const auto* attribute = node.find(condition->to_ints()[0] != 0 ? "then_branch" : "else_branch");
  if (attribute == nullptr) return nullptr;
  auto branch = attribute->as<ir::GraphPtr>();
  return branch->inputs.empty() && branch->outputs.size() >= node.outputs.size() ? branch : nullptr;
}

// Puts branches into one graph, node by node in the graph's order.
class Inlining {
 public:
  Inlining(ir::Graph& graph, ir::Names& names) : graph_(graph), names_(names) {
    for (size_t i = 0; i < graph.values.size(); ++i) {
      ids_.emplace(graph.values[i].name, static_cast<ir::ValueId>(i));
    }
    for (const ir::Node& node : graph.nodes) node_names_.insert(node.name);
  }

  // Appends to `nodes` what computes the outputs of `node`, an If that takes `branch`.
  void splice(const ir::Node& node, const ir::Graph& branch, std::vector<ir::Node>& nodes) {
    std::vector<ir::ValueId> given(branch.values.size(), ir::kNoValue);  // by value of the branch
    const std::vector<bool> passed = give_outputs(node, branch, given);
    ir::Renames renames;
    const auto defined = ir::defined_names(branch);
    for (size_t i = 0; i < given.size(); ++i) {
      const ir::Value& value = branch.values[i];
      if (given[i] == ir::kNoValue) {
        given[i] = defined.contains(value.name) ? copy_value(value) : captured(value.name);
      }
      renames.emplace(value.name, graph_[given[i]].name);
    }
    move_constants(branch, given, renames);
    for (const ir::Node& inner : branch.nodes) nodes.push_back(moved(inner, given, renames));
    for (size_t i = 0; i < passed.size(); ++i) {
      if (!passed[i]) continue;
      nodes.push_back(identity(given[static_cast<size_t>(branch.outputs[i])], node.outputs[i]));
    }
  }

 private:
  // Lets nodes of the branch make the outputs of the If. Returns, by output, whether an Identity
  // has to: no node of the branch makes the value, or it is more than one output.
  static std::vector<bool> give_outputs(const ir::Node& node, const ir::Graph& branch,
                                        std::vector<ir::ValueId>& given) {
    std::vector<bool> made(branch.values.size());
    for (const ir::Node& inner : branch.nodes) {
      for (const ir::ValueId id : inner.outputs) {
        if (id != ir::kNoValue) made[static_cast<size_t>(id)] = true;
      }
    }
    std::vector<bool> passed(node.outputs.size());
    for (size_t i = 0; i < passed.size(); ++i) {
      if (node.outputs[i] == ir::kNoValue) continue;
      const auto source = static_cast<size_t>(branch.outputs[i]);
      passed[i] = !made[source] || given[source] != ir::kNoValue;
      if (!passed[i]) given[source] = node.outputs[i];
    }
    return passed;
  }

  ir::ValueId copy_value(ir::Value value) {
    value.name = names_.fresh(value.name);
    return append(std::move(value));
  }

  // A name that the graph does not have comes from further out.
  ir::ValueId captured(const std::string& name) {
    const auto found = ids_.find(name);
    if (found != ids_.end()) return found->second;
    ir::Value value;
    value.name = name;
    return append(std::move(value));
  }

  ir::ValueId append(ir::Value value) {
    const auto id = static_cast<ir::ValueId>(graph_.values.size());
    ids_.emplace(value.name, id);
    graph_.values.push_back(std::move(value));
    return id;
  }

  void move_constants(const ir::Graph& branch, const std::vector<ir::ValueId>& given,
                      const ir::Renames& renames) {
    const auto at = [&](ir::ValueId id) { return given[static_cast<size_t>(id)]; };
    for (const ir::ValueId id : branch.initializers) graph_.initializers.push_back(at(id));
    for (const auto& sparse : branch.sparse_initializers) {
      graph_.sparse_initializers.push_back({at(sparse.value), sparse.source});
    }
    for (ir::QuantizationAnnotation annotation : branch.quantization_annotations) {
      annotation.value = at(annotation.value);
      for (ir::Metadata& parameter : annotation.parameters) {
        const auto found = renames.find(parameter.value);
        if (found != renames.end()) parameter.value = found->second;
      }
      graph_.quantization_annotations.push_back(std::move(annotation));
    }
  }

  ir::Node moved(ir::Node node, const std::vector<ir::ValueId>& given, const ir::Renames& renames) {
    for (auto* ids : {&node.inputs, &node.outputs}) {
      for (ir::ValueId& id : *ids) {
        if (id != ir::kNoValue) id = given[static_cast<size_t>(id)];
      }
    }
    ir::rename_captures(node, renames);
    if (!node.name.empty() && !node_names_.insert(node.name).second) {
      node.name = names_.fresh(node.name);
    }
    return node;
  }

  static ir::Node identity(ir::ValueId from, ir::ValueId to) {
    ir::Node node;
    node.op_type = "Identity";
    node.inputs = {from};
    node.outputs = {to};
    return node;
  }

  ir::Graph& graph_;
  ir::Names& names_;
  std::unordered_map<std::string, ir::ValueId> ids_;
  std::unordered_set<std::string> node_names_;
};

// Returns whether any If went; those of a branch that was put in place are for the next call.
bool inline_branches(ir::Graph& graph, ir::Names& names, const Scope* outer) {
  const Scope scope{graph, outer};
  std::vector<ir::GraphPtr> taken;
  bool any = false;
  for (ir::Node& node : graph.nodes) {
    any = (taken.emplace_back(branch_taken(scope, node)) != nullptr) || any;
  }
  if (any) {
    Inlining inlining(graph, names);
    std::vector<ir::Node> nodes;
    for (size_t i = 0; i < taken.size(); ++i) {
      if (taken[i]) {
        inlining.splice(graph.nodes[i], *taken[i], nodes);
      } else {
        nodes.push_back(std::move(graph.nodes[i]));
      }
    }
    graph.nodes = std::move(nodes);
  }
  for (ir::Node& node : graph.nodes) {
    transform_bodies(node,
                     [&](ir::Graph& body) { any = inline_branches(body, names, &scope) || any; });
  }
  return any;
}

}  // namespace

ir::Model inline_if(ir::Model model) {
  ir::Names names(model.graph);
  while (inline_branches(model.graph, names, nullptr)) {
    model = fold_constants(std::move(model));
    names = ir::Names(model.graph);
  }
  return model;
}

}  // namespace sprint::prepare_passes
