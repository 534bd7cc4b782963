// Writes a plan into a model as QuantizeLinear and DequantizeLinear around its float operators.
#pragma once

#include "calibrate/ranges.h"
#include "ir/model.h"
#include "quantize/plan.h"
#include "sprint/quantize.h"

namespace sprint::quantization {

// Activations: value -> QuantizeLinear -> DequantizeLinear, one pair per value whatever the number
// of its users. Weights: 8-bit constants behind DequantizeLinear; biases: int32 ones. A Relu or
// Clip that the saturation of its group's integers does already is left out. What an integer node
// makes is seen by all through its pair; what a float node makes only by integer nodes. Graph
// inputs and outputs keep their names and types.
ir::Model write_qdq(ir::Model model, const Plan& plan, const calibrate::Ranges& ranges,
                    const QuantizeOptions& options);

}  // namespace sprint::quantization
