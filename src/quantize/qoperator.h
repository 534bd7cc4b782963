// From QuantizeLinear and DequantizeLinear around float operators to operators on integers.
#pragma once

#include "ir/model.h"

namespace sprint::quantization {

// Replaces DequantizeLinear -> operator -> QuantizeLinear by the integer operator of ai.onnx or
// com.microsoft, or by the operator itself on 8 bits where it only moves values; what has no
// integer form stays as it is. `model` is one of write_qdq.
ir::Model to_qoperator(ir::Model model);

}  // namespace sprint::quantization
