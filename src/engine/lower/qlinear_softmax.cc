// QLinearSoftmax of com.microsoft.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

#include "base/error.h"
#include "engine/lower/axes.h"
#include "engine/lower/rules.h"

namespace sprint::engine {
namespace {

// `length` elements `inner` apart, `outer` * `inner` times.
struct Softmax {
  int64_t outer = 1, length = 1, inner = 1;
  std::array<float, 256> powers{};  // e^(scale * (i - 255))
  float scale = 1;                  // of the result
  int32_t zero_point = 0;
};

// Elements are `inner` apart.
void run(const Softmax& softmax, const uint8_t* in, uint8_t* out) {
  const int64_t inner = softmax.inner, length = softmax.length;
  uint8_t most = 0;
  for (int64_t i = 0; i < length; ++i) most = std::max(most, in[i * inner]);
  const float* powers = softmax.powers.data() + (255 - most);
  float sum = 0;
  for (int64_t i = 0; i < length; ++i) sum += powers[in[i * inner]];
  for (int64_t i = 0; i < length; ++i) {
    const float real = powers[in[i * inner]] / sum;
    const float integer = std::nearbyint(real / softmax.scale) + float(softmax.zero_point);
    out[i * inner] = static_cast<uint8_t>(std::clamp(integer, 0.0F, 255.0F));
  }
}

}  // namespace

// Inputs: x, its scale and zero point, those of the result. Before version 13, which attribute
// 'opset' tells, all axes from 'axis' on are one.
void lower_qlinear_softmax(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  if (input.dtype != DType::uint8) {
    fail("the input is {}; the native runtime takes uint8", dtype_name(input.dtype));
  }
  auto softmax = std::make_shared<Softmax>();
  const size_t rank = input.dims.size();
  const size_t axis = axis_within(node.get<int64_t>("axis", -1), rank);
  const bool one_axis = node.get<int64_t>("opset", plan.opset()) >= 13;
  softmax->outer = product(input.dims, 0, axis);
  softmax->length = one_axis ? input.dims[axis] : product(input.dims, axis, rank);
  softmax->inner = one_axis ? product(input.dims, axis + 1, rank) : 1;
  const float from = plan.scalar(node, 1);
  for (size_t i = 0; i < softmax->powers.size(); ++i) {
    softmax->powers[i] = std::exp(from * (static_cast<float>(i) - 255.0F));
  }
  softmax->scale = plan.scalar(node, 3);
  softmax->zero_point = plan.zero_point(node, 4);
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::uint8, input.dims);
  plan.add("QLinearSoftmax", {in}, {out}, [=](const Memory& memory) {
    const Softmax& s = *softmax;
    for (int64_t n = 0; n < s.outer; ++n) {
      for (int64_t k = 0; k < s.inner; ++k) {
        const int64_t at = n * s.length * s.inner + k;
        run(s, memory.data<const uint8_t>(in) + at, memory.data<uint8_t>(out) + at);
      }
    }
  });
}

}  // namespace sprint::engine
