// Looks for external data in messages that Sprint keeps as they are.
#pragma once

#include "base/bytes.h"

namespace sprint {

enum class Message { function, training_info, sparse_tensor, graph, node, attribute, tensor };

// Whether a tensor anywhere in `message` keeps its elements in another file: such a message cannot
// be written to another folder as it is.
bool has_external_tensors(Message kind, const Bytes& message);

}  // namespace sprint
