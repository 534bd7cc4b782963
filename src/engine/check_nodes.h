// Nodes with all that rewrites and rules take for granted.
#pragma once

#include "ir/graph.h"

namespace sprint::engine {

// Throws Error naming a node that leaves out its result or an input that its operator requires, and
// one of the engine's own domain, which no file may use. Passes over operators that the engine does
// not have.
void check_nodes(const ir::Graph& graph);

}  // namespace sprint::engine
