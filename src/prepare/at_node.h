// Errors that name the node at work.
#pragma once

#include <utility>

#include "base/error.h"
#include "ir/edit.h"

namespace sprint::prepare_passes {

// Returns f(); an Error that leaves f gets the name of graph.nodes[index] in front.
template <typename F>
decltype(auto) at_node(const ir::Graph& graph, size_t index, F&& f) {
  try {
    return std::forward<F>(f)();
  } catch (Error& error) {
    error.in(ir::node_label(graph, graph.nodes[index]));
    throw;
  }
}

}  // namespace sprint::prepare_passes
