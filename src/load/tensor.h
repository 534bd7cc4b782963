// TensorProto -> Constant.
#pragma once

#include "base/bytes.h"
#include "ir/constant.h"
#include "load/external_files.h"

namespace sprint {

// The tensor serialized in `message`, which also is the constant's source(); its name is
// source_name(). Elements are views of the message or of the external file where these hold them as
// they lie in memory, decoded copies otherwise. Throws Error naming the tensor.
ir::ConstantPtr load_tensor(const Bytes& message, ExternalFiles& files);

}  // namespace sprint
