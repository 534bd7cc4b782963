// Passes over bodies: attributes are immutable, so that a body is rewritten as a copy.
#pragma once

#include <functional>

#include "ir/graph.h"

namespace sprint::prepare_passes {

// Calls `pass` on a copy of every body of `node` and puts the copies into its attributes.
void transform_bodies(ir::Node& node, const std::function<void(ir::Graph&)>& pass);

// Calls `pass` on all bodies within `graph`, innermost first, then on `graph`.
void transform_all(ir::Graph& graph, const std::function<void(ir::Graph&)>& pass);

// Replaces the body in `attribute`.
void set_body(ir::Node& node, const std::string& attribute, ir::Graph body);

}  // namespace sprint::prepare_passes
