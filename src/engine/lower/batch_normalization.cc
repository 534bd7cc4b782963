#include <cmath>
#include <memory>
#include <vector>

#include "base/error.h"
#include "engine/lower/batch_norm.h"
#include "engine/lower/rules.h"
#include "engine/rows.h"
#include "kernels/elementwise_f32/elementwise_f32.h"

namespace sprint::engine {

BatchNorm read_batch_norm(const Lowering& plan, const ir::Node& node, int64_t channels) {
  const auto read = [&](size_t index) { return plan.channel_floats(node, index, channels); };
  const std::vector<float> gamma = read(1), beta = read(2), mean = read(3), var = read(4);
  const float epsilon = node.get("epsilon", 1e-5F);
  const size_t padded = gamma.size() + kernels::kReadSlack / sizeof(float);
  BatchNorm norm;
  norm.slope.resize(padded);
  norm.offset.resize(padded);
  for (size_t c = 0; c < gamma.size(); ++c) {
    norm.slope[c] = gamma[c] / std::sqrt(var[c] + epsilon);
    norm.offset[c] = beta[c] - mean[c] * norm.slope[c];
  }
  return norm;
}

void lower_batch_normalization(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  if (input.dtype != DType::float32 || input.dims.size() != 4 || node.outputs.size() > 1) {
    fail("the input is {} of shape {}; the native runtime normalizes images of float32",
         dtype_name(input.dtype), dims_text(input.dims));
  }
  const auto norm = std::make_shared<BatchNorm>(read_batch_norm(plan, node, input.dims[1]));
  const OperandId in = plan.channels_last(node.inputs[0]);
  const OperandId out =
      plan.make(node.outputs[0], Layout::channels_last, DType::float32, input.dims);
  const auto kernel = kernels::elementwise_f32_kernel(plan.isa()).channel_affine;
  const auto width = static_cast<size_t>(input.dims[3]),
             channels = static_cast<size_t>(input.dims[1]);
  plan.add("BatchNormalization", {in}, {out}, [=, rows = rows_of(plan[out])](const Memory& memory) {
    for (int64_t n = 0; n < rows.images; ++n) {
      for (int64_t y = 0; y < rows.count; ++y) {
        kernel(row_start<const float>(memory, in, Layout::channels_last, n, y),
               row_start<float>(memory, out, Layout::channels_last, n, y), width, channels,
               norm->slope.data(), norm->offset.data());
      }
    }
  });
}

}  // namespace sprint::engine
