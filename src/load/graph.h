// GraphProto -> Graph.
#pragma once

#include "base/bytes.h"
#include "ir/graph.h"
#include "load/external_files.h"

namespace sprint {

// `depth`: how many bodies this graph is inside of; over 32 is an Error. Nodes that stand before a
// producer of their inputs are put after it.
ir::Graph load_graph(const Bytes& message, ExternalFiles& files, int depth = 0);

}  // namespace sprint
