// Element types in ONNX Runtime's numbers, which are not those of ONNX for its newest types.
#pragma once

#include <onnxruntime_c_api.h>

#include "sprint/tensor.h"

namespace sprint::session {

// Undefined for a number that is none of these.
DType from_onnxruntime(ONNXTensorElementDataType type);
// Throws Error for a type that ONNX Runtime has no number for.
ONNXTensorElementDataType to_onnxruntime(DType dtype);

}  // namespace sprint::session
