// LayerNormalization, InstanceNormalization and LRN on floats.
#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.h"
#include "engine/lower/axes.h"
#include "engine/lower/rules.h"

namespace sprint::engine {
namespace {

void require_float(const Operand& operand) {
  if (operand.dtype == DType::float32) return;
  fail("an input is {}; the native runtime takes float32", dtype_name(operand.dtype));
}

// out = (in - mean) / sqrt(variance + epsilon).
void standardize(const float* in, float* out, int64_t count, float epsilon) {
  double sum = 0, squares = 0;
  for (int64_t i = 0; i < count; ++i) sum += static_cast<double>(in[i]);
  const double mean = sum / static_cast<double>(count);
  for (int64_t i = 0; i < count; ++i) {
    const double distance = static_cast<double>(in[i]) - mean;
    squares += distance * distance;
  }
  const double variance = squares / static_cast<double>(count);
  const double factor = 1 / std::sqrt(variance + static_cast<double>(epsilon));
  for (int64_t i = 0; i < count; ++i) {
    out[i] = static_cast<float>((static_cast<double>(in[i]) - mean) * factor);
  }
}

struct Lrn {
  int64_t channels = 1, pixels = 1, before = 0, behind = 0;
  float factor = 0, beta = 0, bias = 0;
};

void normalize_channels(const Lrn& lrn, const float* in, float* out) {
  for (int64_t c = 0; c < lrn.channels; ++c) {
    const int64_t first = std::max<int64_t>(0, c - lrn.before);
    const int64_t last = std::min(lrn.channels - 1, c + lrn.behind);
    for (int64_t p = 0; p < lrn.pixels; ++p) {
      float squares = 0;
      for (int64_t k = first; k <= last; ++k) {
        const float x = in[k * lrn.pixels + p];
        squares += x * x;
      }
      const float power = std::pow(lrn.bias + lrn.factor * squares, lrn.beta);
      out[c * lrn.pixels + p] = in[c * lrn.pixels + p] / power;
    }
  }
}

}  // namespace

void lower_layer_normalization(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  require_float(input);
  for (size_t i = 1; i < node.outputs.size(); ++i) {
    if (node.outputs[i] != ir::kNoValue) fail("the native runtime gives no mean and deviation");
  }
  const size_t axis = axis_within(node.get<int64_t>("axis", -1), input.dims.size());
  const int64_t outer = product(input.dims, 0, axis);
  const int64_t length = product(input.dims, axis, input.dims.size());
  std::vector<OperandId> operands;
  for (size_t i = 0; i < 3 && node.input(i) != ir::kNoValue; ++i) {
    operands.push_back(plan.plain(node.inputs[i]));
    require_float(plan[operands.back()]);
    if (i > 0 && plan[operands.back()].count() != length) {
      fail("input {} has {} elements; the native runtime takes {}", i,
           plan[operands.back()].count(), length);
    }
  }
  if (operands.size() < 2) fail("the scale is left out");
  const OperandId in = operands[0], scale = operands[1];
  const OperandId bias = operands.size() > 2 ? operands[2] : kNoOperand;
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::float32, input.dims);
  plan.add(node.op_type, operands, {out},
           [=, epsilon = node.get("epsilon", 1e-5F)](const Memory& memory) {
             const float* factors = memory.data<const float>(scale);
             const float* terms = bias == kNoOperand ? nullptr : memory.data<const float>(bias);
             for (int64_t n = 0; n < outer; ++n) {
               float* to = memory.data<float>(out) + n * length;
               standardize(memory.data<const float>(in) + n * length, to, length, epsilon);
               for (int64_t i = 0; i < length; ++i) to[i] *= factors[i];
               for (int64_t i = 0; terms != nullptr && i < length; ++i) to[i] += terms[i];
             }
           });
}

void lower_instance_normalization(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  require_float(input);
  if (input.dims.size() < 3) fail("shape {} has no channels", dims_text(input.dims));
  const int64_t channels = input.dims[1], pixels = product(input.dims, 2, input.dims.size());
  const std::vector<float> scale = plan.constant(node, 1).to_floats();
  const std::vector<float> bias = plan.constant(node, 2).to_floats();
  const auto expected = static_cast<size_t>(channels);
  if (scale.size() != expected || bias.size() != expected) {
    fail("{} scales and {} biases for {} channels", scale.size(), bias.size(), channels);
  }
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::float32, input.dims);
  const int64_t planes = input.dims[0] * channels;
  plan.add(node.op_type, {in}, {out},
           [=, epsilon = node.get("epsilon", 1e-5F)](const Memory& memory) {
             for (int64_t n = 0; n < planes; ++n) {
               float* to = memory.data<float>(out) + n * pixels;
               standardize(memory.data<const float>(in) + n * pixels, to, pixels, epsilon);
               const auto c = static_cast<size_t>(n % channels);
               for (int64_t i = 0; i < pixels; ++i) to[i] = to[i] * scale[c] + bias[c];
             }
           });
}

void lower_lrn(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  require_float(input);
  if (input.dims.size() < 2) fail("shape {} has no channels", dims_text(input.dims));
  const auto size = node.get<int64_t>("size", 0);
  if (size < 1) fail("size {}; expected 1 or more", size);
  const int64_t pixels = product(input.dims, 2, input.dims.size());
  const Lrn lrn{input.dims[1],
                pixels,
                std::min((size - 1) / 2, input.dims[1]),
                std::min(size / 2, input.dims[1]),
                node.get("alpha", 1e-4F) / static_cast<float>(size),
                node.get("beta", 0.75F),
                node.get("bias", 1.0F)};
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::float32, input.dims);
  plan.add("LRN", {in}, {out}, [=, batch = input.dims[0]](const Memory& memory) {
    for (int64_t n = 0; n < batch; ++n) {
      const int64_t offset = n * lrn.channels * lrn.pixels;
      normalize_channels(lrn, memory.data<const float>(in) + offset,
                         memory.data<float>(out) + offset);
    }
  });
}

}  // namespace sprint::engine
