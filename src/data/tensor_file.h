// Tensors in files of their own.
#pragma once

#include <string>

#include "sprint/tensor.h"

namespace sprint {

// Reads a .npy file, or a serialized ONNX TensorProto from a file with another ending (.pb). Throws
// Error naming the file where it is neither, is damaged, or holds strings.
Tensor load_tensor_file(const std::string& path);

}  // namespace sprint
