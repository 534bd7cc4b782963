// Integer weights for models whose activations are quantized at every run.
#pragma once

#include <vector>

#include "ir/model.h"
#include "quantize/selection.h"
#include "sprint/quantize.h"

namespace sprint::quantization {

// Per node, whether it is an admitted Conv, Gemm or MatMul with a constant weight that has an
// integer form.
std::vector<bool> plan_dynamic(const ir::Model& model, const Selection& selection);

// Replaces each planned node by DynamicQuantizeLinear (one per activation), ConvInteger or
// MatMulInteger, Cast, Mul by the scales of activation and weight, and Add of the float bias.
ir::Model write_dynamic(ir::Model model, const std::vector<bool>& planned,
                        const QuantizeOptions& options);

}  // namespace sprint::quantization
