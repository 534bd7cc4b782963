// DynamicQuantizeLinear: quantization to uint8 by the range of the values at hand.
#include <algorithm>
#include <array>
#include <cmath>

#include "base/error.h"
#include "engine/lower/quantize_step.h"
#include "engine/lower/rules.h"
#include "engine/rows.h"

namespace sprint::engine {
namespace {

struct Range {
  float low = 0, high = 0;  // includes 0
};

void widen(Range& range, const float* in, size_t count) {
  constexpr size_t kLanes = 16;
  std::array<float, kLanes> low{}, high{};
  size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    for (size_t k = 0; k < kLanes; ++k) {
      low[k] = std::min(low[k], in[i + k]);
      high[k] = std::max(high[k], in[i + k]);
    }
  }
  for (; i < count; ++i) {
    low[0] = std::min(low[0], in[i]);
    high[0] = std::max(high[0], in[i]);
  }
  range.low = std::min(range.low, *std::ranges::min_element(low));
  range.high = std::max(range.high, *std::ranges::max_element(high));
}

// As the operator's spec has it; values that are all 0 get scale 1, as in ONNX Runtime.
void set_params(const Range& range, float& scale, uint8_t& zero_point) {
  scale = range.low == range.high ? 1.0F : (range.high - range.low) / 255.0F;
  // In this order a NaN, of infinite values, gives 255.
  const float zero = std::max(0.0F, std::min(255.0F, -range.low / scale));
  zero_point = static_cast<uint8_t>(std::nearbyint(zero));
}

}  // namespace

void lower_dynamic_quantize_linear(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  if (input.dtype != DType::float32) {
    fail("the input is {}; the native runtime takes float32", dtype_name(input.dtype));
  }
  const bool last = plan.is_channels_last(node.inputs[0]);
  const Layout layout = last ? Layout::channels_last : Layout::plain;
  const OperandId in = last ? plan.channels_last(node.inputs[0]) : plan.plain(node.inputs[0]);
  const RunParams params{plan.make(node.outputs[1], Layout::plain, DType::float32, {}),
                         plan.make(node.outputs[2], Layout::plain, DType::uint8, {})};
  plan.add("DynamicQuantizeLinear", {in}, {params.scale, params.zero_point},
           [=, rows = rows_of(plan[in])](const Memory& memory) {
             Range range;
             for (int64_t n = 0; n < rows.images; ++n) {
               for (int64_t y = 0; y < rows.count; ++y) {
                 widen(range, row_start<const float>(memory, in, layout, n, y), rows.length);
               }
             }
             set_params(range, *memory.data<float>(params.scale),
                        *memory.data<uint8_t>(params.zero_point));
           });
  add_quantize_step(plan, "DynamicQuantizeLinear", node.inputs[0], node.outputs[0], params);
}

}  // namespace sprint::engine
