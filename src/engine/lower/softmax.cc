// Softmax and LogSoftmax along the last axis, as ai.onnx 13 defines them.
#include <vector>

#include "base/error.h"
#include "engine/lower/rules.h"
#include "kernels/elementwise_f32/elementwise_f32.h"

namespace sprint::engine {

void lower_softmax(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const auto rank = static_cast<int64_t>(input.dims.size());
  auto axis = node.get<int64_t>("axis", -1);
  if (axis < 0) axis += rank;
  int64_t behind = 1;
  for (int64_t i = axis + 1; i < rank; ++i) behind *= input.dims[static_cast<size_t>(i)];
  if (input.dtype != DType::float32 || axis < 0 || axis >= rank || behind != 1) {
    fail(
        "the input is {} of shape {}, axis {}; the native runtime takes float32 along the last "
        "axis",
        dtype_name(input.dtype), dims_text(input.dims), axis);
  }
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::float32, input.dims);
  const kernels::ElementwiseF32Kernel& kernels = kernels::elementwise_f32_kernel(plan.isa());
  const auto kernel = node.op_type == "Softmax" ? kernels.softmax : kernels.log_softmax;
  const auto length = static_cast<size_t>(input.dims[static_cast<size_t>(axis)]);
  const size_t count = length == 0 ? 0 : static_cast<size_t>(input.count()) / length;
  plan.add(node.op_type, {in}, {out}, [=](const Memory& memory) {
    for (size_t i = 0; i < count; ++i) {
      kernel(memory.data<const float>(in) + i * length, memory.data<float>(out) + i * length,
             length);
    }
  });
}

}  // namespace sprint::engine
