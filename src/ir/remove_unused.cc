#include <algorithm>
#include <unordered_map>

#include "ir/captures.h"
#include "ir/edit.h"

namespace sprint::ir {
namespace {

class Liveness {
 public:
  explicit Liveness(const Graph& graph)
      : graph_(graph),
        uses_(graph),
        unused_values_(graph.values.size(), true),
        unused_nodes_(graph.nodes.size(), true) {
    for (const ValueId id : graph.outputs) want(id);
    // A node without outputs can only be there for its effect.
    for (size_t n = 0; n < graph.nodes.size(); ++n) {
      if (graph.nodes[n].outputs.empty()) want_node(n);
    }
    follow_inputs();
    for (const ValueId id : graph.inputs) keep(id);
    for (const QuantizationAnnotation& annotation : graph.quantization_annotations) {
      if (!used(annotation.value)) continue;
      for (const Metadata& parameter : annotation.parameters) want_name(parameter.value);
    }
    follow_inputs();
  }

  const std::vector<bool>& unused_nodes() const { return unused_nodes_; }
  const std::vector<bool>& unused_values() const { return unused_values_; }

 private:
  bool used(ValueId id) const { return !unused_values_[static_cast<size_t>(id)]; }
  void keep(ValueId id) { unused_values_[static_cast<size_t>(id)] = false; }

  void want(ValueId id) {
    if (id == kNoValue || used(id)) return;
    keep(id);
    if (const int32_t producer = uses_.producer(id); producer >= 0)
      want_node(static_cast<size_t>(producer));
  }

  void want_name(const std::string& name) {
    if (ids_.empty()) index_names();
    if (const auto found = ids_.find(name); found != ids_.end()) want(found->second);
  }

  void index_names() {
    for (size_t i = 0; i < graph_.values.size(); ++i)
      ids_.emplace(graph_.values[i].name, static_cast<ValueId>(i));
  }

  void want_node(size_t index) {
    if (!unused_nodes_[index]) return;
    unused_nodes_[index] = false;
    pending_.push_back(index);
  }

  void follow_inputs() {
    while (!pending_.empty()) {
      const size_t node = pending_.back();
      pending_.pop_back();
      visit(graph_.nodes[node]);
    }
  }

  void visit(const Node& node) {
    for (const ValueId id : node.inputs) want(id);
    for (const std::string& name : captured_names(node)) want_name(name);
    for (const ValueId id : node.outputs) {
      if (id != kNoValue) keep(id);
    }
  }

  const Graph& graph_;
  Uses uses_;
  std::unordered_map<std::string_view, ValueId> ids_;  // once a body or annotation needs them
  std::vector<bool> unused_values_, unused_nodes_;
  std::vector<size_t> pending_;
};

// Applies `renumber` to every id; drops those that it gives as kNoValue from lists of values.
void renumber_values(Graph& graph, const std::vector<ValueId>& renumber) {
  const auto renumbered = [&](ValueId id) {
    return id == kNoValue ? kNoValue : renumber[static_cast<size_t>(id)];
  };
  const auto renumber_list = [&](std::vector<ValueId>& ids) {
    std::transform(ids.begin(), ids.end(), ids.begin(), renumbered);
  };
  for (Node& node : graph.nodes) {
    renumber_list(node.inputs);
    renumber_list(node.outputs);
  }
  for (auto* list : {&graph.inputs, &graph.outputs, &graph.initializers, &graph.value_infos}) {
    renumber_list(*list);
    std::erase(*list, kNoValue);
  }
  const auto renumber_owners = [&](auto& owners) {
    for (auto& owner : owners) owner.value = renumbered(owner.value);
    std::erase_if(owners, [](const auto& owner) { return owner.value == kNoValue; });
  };
  renumber_owners(graph.sparse_initializers);
  renumber_owners(graph.quantization_annotations);
}

template <typename T>
void erase_marked(std::vector<T>& elements, const std::vector<bool>& marked) {
  size_t kept = 0;
  for (size_t i = 0; i < elements.size(); ++i) {
    if (marked[i]) continue;
    if (i != kept) elements[kept] = std::move(elements[i]);
    ++kept;
  }
  elements.erase(elements.begin() + static_cast<ptrdiff_t>(kept), elements.end());
}

}  // namespace

void erase_nodes(Graph& graph, const std::vector<bool>& marked) {
  erase_marked(graph.nodes, marked);
}

void remove_unused(Graph& graph) {
  const Liveness live(graph);
  std::vector<ValueId> renumber(graph.values.size(), kNoValue);
  ValueId next = 0;
  for (size_t i = 0; i < renumber.size(); ++i) {
    if (!live.unused_values()[i]) renumber[i] = next++;
  }
  erase_nodes(graph, live.unused_nodes());
  erase_marked(graph.values, live.unused_values());
  renumber_values(graph, renumber);
}

}  // namespace sprint::ir
