// From QuantizeLinear and DequantizeLinear around float operators to operators on integers.
#pragma once

#include "ir/model.h"

namespace sprint {

// Replaces DequantizeLinear -> operator -> QuantizeLinear by the integer operator of ai.onnx or
// com.microsoft, or by the operator itself on 8 bits where it only moves values; what has no
// integer form stays as it is. Scales, zero points and what they belong to are not checked: the
// integer operators' own contracts say what they take.
ir::Model to_qoperator(ir::Model model);

}  // namespace sprint
