// Structural checks of a model: what every later stage may rely on.
#pragma once

#include "ir/model.h"

namespace sprint::ir {

// Throws Error naming the value or node where two values or producers share a name, an input is not
// defined before its use (in the graph or, for bodies, outside), nodes form a cycle, a value id is
// out of range, a graph output is made by nobody, an attribute name appears twice in a node, a
// domain that nodes use is not imported, or bodies nest over 32 deep.
void check(const Model& model);

}  // namespace sprint::ir
