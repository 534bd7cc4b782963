#include <fmt/format.h>

#include <functional>
#include <queue>

#include "base/error.h"
#include "ir/captures.h"
#include "ir/edit.h"

namespace sprint::ir {
namespace {

// For every node, those that take a value that it makes (one entry per use), and the other way
// round how many such values a node waits for.
struct Dependencies {
  std::vector<std::vector<size_t>> followers;
  std::vector<size_t> waiting;
};

Dependencies find_dependencies(const Graph& graph) {
  const Uses uses(graph);
  Dependencies dependencies{std::vector<std::vector<size_t>>(graph.nodes.size()),
                            std::vector<size_t>(graph.nodes.size())};
  for (size_t n = 0; n < graph.nodes.size(); ++n) {
    for (const ValueId id : graph.nodes[n].outputs) {
      if (id == kNoValue) continue;
      for (const Uses::Use& use : uses.consumers(id)) {
        dependencies.followers[n].push_back(static_cast<size_t>(use.node));
        ++dependencies.waiting[static_cast<size_t>(use.node)];
      }
    }
  }
  return dependencies;
}

// Kahn's algorithm ("Topological sorting of large networks", 1962), the lowest index first. Nodes
// on a cycle, or behind one, are left out.
std::vector<size_t> sorted_order(Dependencies dependencies) {
  std::priority_queue<size_t, std::vector<size_t>, std::greater<>> ready;
  for (size_t n = 0; n < dependencies.waiting.size(); ++n) {
    if (dependencies.waiting[n] == 0) ready.push(n);
  }
  std::vector<size_t> order;
  while (!ready.empty()) {
    const size_t node = ready.top();
    ready.pop();
    order.push_back(node);
    for (const size_t follower : dependencies.followers[node]) {
      if (--dependencies.waiting[follower] == 0) ready.push(follower);
    }
  }
  return order;
}

// Names the nodes of one cycle: from any node left over, every step back to a producer that is left
// over too ends up on one.
[[noreturn]] void fail_cycle(const Graph& graph, const std::vector<size_t>& order) {
  std::vector<bool> left(graph.nodes.size(), true);
  for (const size_t node : order) left[node] = false;
  const Dependencies dependencies = find_dependencies(graph);
  std::vector<size_t> before(graph.nodes.size());
  size_t at = 0;
  for (size_t n = 0; n < graph.nodes.size(); ++n) {
    if (!left[n]) continue;
    for (const size_t follower : dependencies.followers[n]) {
      before[follower] = n;
      at = follower;
    }
  }
  for (size_t step = 0; step < graph.nodes.size(); ++step) at = before[at];
  std::string cycle = node_label(graph, graph.nodes[at]);
  size_t shown = 1;
  for (size_t n = before[at]; n != at && shown < 5; n = before[n], ++shown)
    cycle.insert(0, node_label(graph, graph.nodes[n]) + ", ");
  fail("nodes need each other's outputs in a cycle: {}", cycle);
}

}  // namespace

void sort_nodes(Graph& graph) {
  const std::vector<size_t> order = sorted_order(find_dependencies(graph));
  if (order.size() != graph.nodes.size()) fail_cycle(graph, order);
  std::vector<Node> sorted;
  sorted.reserve(graph.nodes.size());
  for (const size_t node : order) sorted.push_back(std::move(graph.nodes[node]));
  graph.nodes = std::move(sorted);
}

}  // namespace sprint::ir
