// Quantization by a scale and a zero point that are read when the step runs.
#pragma once

#include <string>
#include <vector>

#include "engine/lowering.h"

namespace sprint::engine {

// The uint8 of an operand; 0 for kNoOperand.
inline int32_t zero_point_in(const Memory& memory, OperandId id) {
  return id == kNoOperand ? 0 : *memory.data<const uint8_t>(id);
}

// real = (integer - zero point) * scale, for a whole tensor: operands of one float and one uint8.
struct RunParams {
  OperandId scale = kNoOperand, zero_point = kNoOperand;  // without the latter it is 0

  float scale_in(const Memory& memory) const { return *memory.data<const float>(scale); }
  int32_t zero_point_in(const Memory& memory) const {
    return engine::zero_point_in(memory, zero_point);
  }
};

// Operand of one element of the type that input `index` holds; kNoOperand where it is left out.
// Throws Error for another type or count.
OperandId one_element(Lowering& plan, const ir::Node& node, size_t index, DType dtype);

// Inputs `scale` and `scale` + 1.
RunParams run_params(Lowering& plan, const ir::Node& node, size_t scale);

// The operands of a step on `in` with such parameters.
std::vector<OperandId> inputs_of(OperandId in, const RunParams& params);

// QuantizeLinear of the float value `in` to uint8, in the layout that it has; a picture of few
// channels becomes channels_last.
void add_quantize_step(Lowering& plan, const std::string& kind, ir::ValueId in, ir::ValueId out,
                       const RunParams& params);

}  // namespace sprint::engine
