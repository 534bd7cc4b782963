// Edits of a graph that keep it whole: new values with unused names, rewired uses, dead parts
// removed.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "ir/graph.h"

namespace sprint::ir {

// Hands out names that no value or node of a graph or of its bodies has.
class Names {
 public:
  explicit Names(const Graph& graph);
  // `base`, or `base` with the first number appended that makes it unused.
  std::string fresh(std::string_view base);

 private:
  std::unordered_set<std::string> used_;
  std::unordered_map<std::string, int> next_;  // the number to try next, by base
};

// Which node makes a value and which inputs take it; a snapshot, stale after the graph's nodes
// change.
class Uses {
 public:
  struct Use {
    int32_t node;   // index into Graph::nodes
    int32_t input;  // index into its inputs; -1: captured by one of its bodies
  };

  explicit Uses(const Graph& graph);

  // Index of the producing node; -1 for inputs, constants and captured values.
  int32_t producer(ValueId id) const { return producers_[static_cast<size_t>(id)]; }
  const std::vector<Use>& consumers(ValueId id) const {
    return consumers_[static_cast<size_t>(id)];
  }
  bool is_output(ValueId id) const { return outputs_[static_cast<size_t>(id)]; }
  bool is_input(ValueId id) const { return inputs_[static_cast<size_t>(id)]; }
  // Exactly one input takes the value, and it is not an output of the graph.
  bool single_use(ValueId id) const { return consumers(id).size() == 1 && !is_output(id); }

 private:
  std::vector<int32_t> producers_;
  std::vector<std::vector<Use>> consumers_;
  std::vector<bool> outputs_, inputs_;
};

ValueId add_value(Graph& graph, std::string name, Type type = {});
ValueId add_constant(Graph& graph, std::string name,
                     ConstantPtr constant);  // also appends to initializers

// The id of the value of that name; kNoValue where there is none. A linear search: for single
// look-ups.
ValueId find_value(const Graph& graph, std::string_view name);

using Replacements = std::unordered_map<ValueId, ValueId>;

// Makes every input of a node, and every capture by a body, that takes `first` take `second`
// instead (chains of replacements are followed). Outputs of the graph stay: see bypass.
void replace_uses(Graph& graph, const Replacements& replacements);

// Lets all users of `from` use `to`, an equal value, so that the producer of `from` can go. Where
// `from` is an output of the graph, `to` takes over its name and place; returns false, with nothing
// changed, where that cannot be because `to` is itself an input, an output or a constant of the
// graph.
bool bypass(Graph& graph, ValueId from, ValueId to);

// Removes the nodes whose indices are marked, one mark per node; the others keep their order.
void erase_nodes(Graph& graph, const std::vector<bool>& marked);

// Removes nodes whose outputs nobody uses, then values nobody refers to, renumbering the rest.
// Inputs of the graph stay.
void remove_unused(Graph& graph);

// Puts nodes in an order in which producers come first, keeping the given order where it can.
// Throws Error naming the nodes where they form a cycle.
void sort_nodes(Graph& graph);

// "node 'conv1' (Conv)", or "node 12 (Conv)" for one without a name: how messages name a node.
std::string node_label(const Graph& graph, const Node& node);

}  // namespace sprint::ir
