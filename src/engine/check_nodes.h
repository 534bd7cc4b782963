// Nodes with all that their rules take for granted.
#pragma once

#include "ir/graph.h"

namespace sprint::engine {

// Throws Error naming a node that leaves out an input that its operator requires, or its result.
// Looks only at operators that the engine has rules for.
void check_nodes(const ir::Graph& graph);

}  // namespace sprint::engine
