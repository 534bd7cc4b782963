// Prepared float models to INT8 models, stage by stage; nothing here runs a model.
#pragma once

#include <string>
#include <vector>

#include "calibrate/ranges.h"
#include "ir/model.h"
#include "sprint/quantize.h"

namespace sprint::quantization {

// The lowest ai.onnx version that a model to quantize must import (per-axis DequantizeLinear).
constexpr int64_t kMinOpset = 13;

// Throws Error{usage} where options contradict each other or no kernel of ONNX Runtime runs what
// they ask for. Cheap: call before any work.
void check_options(const QuantizeOptions& options);

// Throws Error where the model holds a quantized operator already.
void check_not_quantized(const ir::Model& model);

// Names of the tensors whose ranges quantize_static needs. They depend only on options.op_types,
// nodes and exclude. Throws Error where a pattern names no node, or nothing is left to quantize.
std::vector<std::string> tensors_to_calibrate(const ir::Model& prepared,
                                              const QuantizeOptions& options);

// INT8 with fixed activation ranges, in options.format, less what the ranges tell to leave float
// (unfit.h). Notes on what the user should know stand in the metadata (notes.h). `prepared` is a
// model of version kMinOpset or higher, inferred and folded; `ranges` hold every tensor of
// tensors_to_calibrate. Takes the model by value so that a caller can give it away: float weights
// are freed as they are replaced. Throws Error naming the tensor without a range.
ir::Model quantize_static(ir::Model prepared, const calibrate::Ranges& ranges,
                          const QuantizeOptions& options);

// INT8 weights, activations quantized by the range of each run (DynamicQuantizeLinear, ConvInteger,
// MatMulInteger).
ir::Model quantize_dynamic(ir::Model prepared, const QuantizeOptions& options);

}  // namespace sprint::quantization
