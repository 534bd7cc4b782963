// TypeProto -> Type.
#pragma once

#include "base/bytes.h"
#include "ir/graph.h"

namespace sprint {

ir::Type load_type(const Bytes& message);

}  // namespace sprint
