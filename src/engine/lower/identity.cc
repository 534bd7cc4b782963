// Identity, and Dropout, which changes nothing outside of training; Not.
#include "base/error.h"
#include "engine/lower/rules.h"

namespace sprint::engine {

void lower_identity(Lowering& plan, const ir::Node& node) {
  for (size_t i = 1; i < node.outputs.size(); ++i) {
    if (node.outputs[i] != ir::kNoValue) fail("the native runtime gives no mask");
  }
  if (node.input(2) != ir::kNoValue) {
    for (const int64_t training : plan.constant(node, 2).to_ints()) {
      if (training != 0) fail("the native runtime does not train");
    }
  }
  const bool last = plan.is_channels_last(node.inputs[0]);
  const OperandId last_source = last ? plan.channels_last(node.inputs[0]) : kNoOperand;
  const bool aliased = last && plan.may_alias(last_source);
  const Layout layout = aliased ? Layout::channels_last : Layout::plain;
  const OperandId source = aliased ? last_source : plan.plain(node.inputs[0]);
  plan.make_alias(node.outputs[0], layout, plan.describe(node.inputs[0]).dims, source);
}

void lower_not(Lowering& plan, const ir::Node& node) {
  const OperandId in = plan.plain(node.inputs[0]);
  const Operand input = plan[in];
  if (input.dtype != DType::boolean) {
    fail("the input is {}; the native runtime takes bool", dtype_name(input.dtype));
  }
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::boolean, input.dims);
  plan.add("Not", {in}, {out}, [=, count = input.count()](const Memory& memory) {
    const uint8_t* from = memory.data<const uint8_t>(in);
    uint8_t* to = memory.data<uint8_t>(out);
    for (int64_t i = 0; i < count; ++i) to[i] = from[i] == 0 ? 1 : 0;
  });
}

}  // namespace sprint::engine
