// Gemm with constant weights, in float and in 8 bits: a convolution over a row of one-pixel images.
#include <memory>
#include <vector>

#include "base/error.h"
#include "engine/lower/activation.h"
#include "engine/lower/matrix.h"
#include "engine/lower/rules.h"
#include "kernels/conv_f32/conv_f32.h"
#include "kernels/conv_u8s8/conv_u8s8.h"

namespace sprint::engine {
namespace {

using Dims = MatrixDims;

bool is_transposed(const ir::Node& node) { return node.get<int64_t>("transB", 0) != 0; }

Dims read_dims(const ir::Node& node, const Operand& input, const ir::Constant& weights) {
  const bool transposed = is_transposed(node);
  const bool matrices = input.dims.size() == 2 && weights.dims().size() == 2;
  if (node.get<int64_t>("transA", 0) != 0 || !matrices) {
    fail("the native runtime takes a matrix that is not transposed, got shape {}",
         dims_text(input.dims));
  }
  const int64_t in = weights.dims()[transposed ? 1 : 0];
  if (in != input.dims[1]) {
    fail("weights of shape {} do not fit an input of shape {}", dims_text(weights.dims()),
         dims_text(input.dims));
  }
  return {static_cast<int32_t>(input.dims[0]), static_cast<int32_t>(in),
          static_cast<int32_t>(weights.dims()[transposed ? 0 : 1])};
}

struct IntegerGemm {
  Dims dims;
  kernels::PackedConvU8S8 packed;
  kernels::AlignedVector<float> multiplier;
  int32_t zero_point = 0;
};

std::vector<int32_t> integer_bias(const Lowering& plan, const ir::Node& node, const Dims& dims) {
  if (node.input(6) == ir::kNoValue) return {};
  const std::vector<int64_t> values = plan.constant(node, 6).to_ints();
  std::vector<int32_t> bias(values.begin(), values.end());
  if (bias.size() == 1) bias.resize(static_cast<size_t>(dims.out), bias[0]);
  if (bias.size() != static_cast<size_t>(dims.out)) fail("bias must have one element per output");
  return bias;
}

}  // namespace

void lower_gemm(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  if (input.dtype != DType::float32) fail("the input is {}", dtype_name(input.dtype));
  const ir::Constant& weights = plan.constant(node, 1);
  const Dims dims = read_dims(node, input, weights);
  const float alpha = node.get("alpha", 1.0F), beta = node.get("beta", 1.0F);
  std::vector<float> values = by_output<float>(dims, weights.to_floats(), is_transposed(node));
  for (float& value : values) value *= alpha;
  std::vector<float> bias;
  if (node.input(2) != ir::kNoValue) {
    bias = plan.constant(node, 2).to_floats();
    if (bias.size() == 1) bias.resize(static_cast<size_t>(dims.out), bias[0]);
    if (bias.size() != static_cast<size_t>(dims.out)) fail("bias must have one element per output");
    for (float& value : bias) value *= beta;
  }
  auto packed = std::make_shared<kernels::PackedConvF32>(
      kernels::pack_conv_f32(dims.shape(), values, bias, true));
  kernels::FloatOutputStage stage;
  const ir::ValueId result = fuse_activation(plan, node.outputs[0], stage.activation);
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make(result, Layout::plain, DType::float32, {input.dims[0], dims.out});
  const auto kernel = kernels::conv_f32_kernel(plan.isa()).run;
  plan.add("Gemm", {in}, {out}, [=](const Memory& memory) {
    kernel(*packed, dims.input(memory.data<const float>(in)), dims.output(memory.data<float>(out)),
           stage);
  });
}

// QGemm of com.microsoft: A, scale, zero point, B, scale, zero point, C; output scale and zero
// point where the output is 8 bits, float without.
void lower_qgemm(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  if (input.dtype != DType::uint8) {
    fail("the input is {}; the native runtime takes uint8", dtype_name(input.dtype));
  }
  if (node.get("alpha", 1.0F) != 1.0F) fail("alpha must be 1");
  auto gemm = std::make_shared<IntegerGemm>();
  gemm->dims = read_dims(node, input, plan.constant(node, 3));
  gemm->packed = kernels::pack_conv_u8s8(
      gemm->dims.shape(), integer_weights(plan, node, 3, 5, gemm->dims, is_transposed(node)),
      integer_bias(plan, node, gemm->dims), plan.zero_point(node, 2), true);
  const bool floats = node.input(7) == ir::kNoValue;
  gemm->multiplier = column_multipliers(plan, node, 4, gemm->dims, plan.scalar(node, 1),
                                        floats ? 1.0F : plan.scalar(node, 7));
  gemm->zero_point = floats ? 0 : plan.zero_point(node, 8);
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out =
      plan.make(node.outputs[0], Layout::plain, floats ? DType::float32 : DType::uint8,
                {input.dims[0], gemm->dims.out});
  const kernels::ConvU8S8Kernel& kernel = kernels::conv_u8s8_kernel(plan.isa());
  plan.add("QGemm", {in}, {out}, [=, &kernel](const Memory& memory) {
    const auto image = gemm->dims.input(memory.data<const uint8_t>(in));
    if (floats) {
      kernel.to_float(gemm->packed, image, gemm->dims.output(memory.data<float>(out)),
                      gemm->multiplier.data(), nullptr);
    } else {
      kernel.to_u8(gemm->packed, image, gemm->dims.output(memory.data<uint8_t>(out)),
                   {gemm->multiplier.data(), gemm->zero_point, 0, 255, nullptr, nullptr});
    }
  });
}

}  // namespace sprint::engine
