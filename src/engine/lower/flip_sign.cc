// FlipSign of Sprint: between int8 and uint8 that is 128 higher.
#include "base/error.h"
#include "engine/lower/rules.h"
#include "engine/rows.h"

namespace sprint::engine {

void lower_flip_sign(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const bool is_signed = input.dtype == DType::int8;
  if (!is_signed && input.dtype != DType::uint8) {
    fail("the input is {}; expected int8 or uint8", dtype_name(input.dtype));
  }
  const bool last = plan.is_channels_last(node.inputs[0]);
  const Layout layout = last ? Layout::channels_last : Layout::plain;
  const OperandId in = last ? plan.channels_last(node.inputs[0]) : plan.plain(node.inputs[0]);
  const OperandId out =
      plan.make(node.outputs[0], layout, is_signed ? DType::uint8 : DType::int8, input.dims);
  plan.add("FlipSign", {in}, {out}, [=, rows = rows_of(plan[out])](const Memory& memory) {
    for (int64_t n = 0; n < rows.images; ++n) {
      for (int64_t y = 0; y < rows.count; ++y) {
        const uint8_t* from = row_start<const uint8_t>(memory, in, layout, n, y);
        uint8_t* to = row_start<uint8_t>(memory, out, layout, n, y);
        for (size_t i = 0; i < rows.length; ++i) to[i] = from[i] ^ 0x80;
      }
    }
  });
}

}  // namespace sprint::engine
