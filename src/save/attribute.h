// Attribute -> AttributeProto.
#pragma once

#include "ir/attribute.h"
#include "onnx/pieces.h"

namespace sprint {

// As it was read where nothing changes. Tensors that lay in another file come into the message.
onnx::Pieces attribute_message(const ir::Attribute& attribute);

}  // namespace sprint
