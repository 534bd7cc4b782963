// Softmax and LogSoftmax along one axis, as ai.onnx 13 defines them.
#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.h"
#include "engine/lower/axes.h"
#include "engine/lower/rules.h"
#include "kernels/elementwise_f32/elementwise_f32.h"

namespace sprint::engine {
namespace {

// `count` elements `stride` apart.
void strided_softmax(const float* in, float* out, int64_t count, int64_t stride, bool log) {
  float most = in[0], sum = 0;
  for (int64_t i = 1; i < count; ++i) most = std::max(most, in[i * stride]);
  for (int64_t i = 0; i < count; ++i) sum += std::exp(in[i * stride] - most);
  const float log_sum = std::log(sum);
  for (int64_t i = 0; i < count; ++i) {
    const float x = in[i * stride] - most;
    out[i * stride] = log ? x - log_sum : std::exp(x) / sum;
  }
}

}  // namespace

void lower_softmax(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  if (input.dtype != DType::float32) {
    fail("the input is {}; the native runtime takes float32", dtype_name(input.dtype));
  }
  const size_t axis = axis_within(node.get<int64_t>("axis", -1), input.dims.size());
  const int64_t inner = product(input.dims, axis + 1, input.dims.size());
  const int64_t length = input.dims[axis];
  const int64_t outer = length == 0 ? 0 : product(input.dims, 0, axis);
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::float32, input.dims);
  const kernels::ElementwiseF32Kernel& kernels = kernels::elementwise_f32_kernel(plan.isa());
  const bool log = node.op_type == "LogSoftmax";
  const auto kernel = log ? kernels.log_softmax : kernels.softmax;
  plan.add(node.op_type, {in}, {out}, [=](const Memory& memory) {
    const float* from = memory.data<const float>(in);
    float* to = memory.data<float>(out);
    if (inner == 1)
      return kernel(from, to, static_cast<size_t>(outer), static_cast<size_t>(length));
    for (int64_t n = 0; n < outer; ++n, from += length * inner, to += length * inner) {
      for (int64_t k = 0; k < inner; ++k) strided_softmax(from + k, to + k, length, inner, log);
    }
  });
}

}  // namespace sprint::engine
