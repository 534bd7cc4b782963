// Gemm with constant weights, in float and in 8 bits: a convolution over a row of one-pixel images.
#include <memory>
#include <span>
#include <vector>

#include "base/error.h"
#include "engine/lower/activation.h"
#include "engine/lower/rules.h"
#include "kernels/conv_f32/conv_f32.h"
#include "kernels/conv_u8s8/conv_u8s8.h"

namespace sprint::engine {
namespace {

// y[rows][out] = x[rows][in] * w[out][in].
struct Dims {
  int32_t rows = 0, in = 0, out = 0;

  template <typename T>
  kernels::Image<T> input(T* data) const {
    return {data, 1, rows, in, ptrdiff_t{in} * rows, in};
  }
  template <typename T>
  kernels::Image<T> output(T* data) const {
    return {data, 1, rows, out, ptrdiff_t{out} * rows, out};
  }
};

Dims read_dims(const ir::Node& node, const Operand& input, const ir::Constant& weights) {
  const bool transposed = node.get<int64_t>("transB", 0) != 0;
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

// The weights as [out][in].
template <typename T, typename Source>
std::vector<T> by_output(const ir::Node& node, const Dims& dims, const std::vector<Source>& all) {
  const bool transposed = node.get<int64_t>("transB", 0) != 0;
  const auto in = static_cast<size_t>(dims.in), out = static_cast<size_t>(dims.out);
  std::vector<T> result(in * out);
  for (size_t o = 0; o < out; ++o) {
    for (size_t i = 0; i < in; ++i) {
      result[o * in + i] = static_cast<T>(transposed ? all[o * in + i] : all[i * out + o]);
    }
  }
  return result;
}

kernels::ConvShape shape_of(const Dims& dims) {
  kernels::ConvShape shape;
  shape.in_channels = dims.in;
  shape.out_channels = dims.out;
  return shape;
}

struct IntegerGemm {
  Dims dims;
  kernels::PackedConvU8S8 packed;
  kernels::AlignedVector<float> multiplier;
  int32_t zero_point = 0;
};

std::vector<int8_t> integer_weights(const Lowering& plan, const ir::Node& node, const Dims& dims) {
  const ir::Constant& weights = plan.constant(node, 3);
  const int32_t zero = plan.zero_point(node, 5);
  const int64_t shift = weights.dtype() == DType::uint8 ? 128 : 0;
  if (zero != shift) fail("weights have zero point {}; the native runtime takes {}", zero, shift);
  std::vector<int64_t> values = weights.to_ints();
  for (int64_t& value : values) value -= shift;
  return by_output<int8_t>(node, dims, values);
}

std::vector<int32_t> integer_bias(const Lowering& plan, const ir::Node& node, const Dims& dims) {
  if (node.input(6) == ir::kNoValue) return {};
  const std::vector<int64_t> values = plan.constant(node, 6).to_ints();
  std::vector<int32_t> bias(values.begin(), values.end());
  if (bias.size() == 1) bias.resize(static_cast<size_t>(dims.out), bias[0]);
  if (bias.size() != static_cast<size_t>(dims.out)) fail("bias must have one element per output");
  return bias;
}

void set_multipliers(const Lowering& plan, const ir::Node& node, IntegerGemm& gemm) {
  const auto out = static_cast<size_t>(gemm.dims.out);
  const float x = plan.scalar(node, 1);
  const float y = node.input(7) != ir::kNoValue ? plan.scalar(node, 7) : 1.0F;
  std::vector<float> scales = plan.constant(node, 4).to_floats();
  if (scales.size() == 1) scales.resize(out, scales[0]);
  if (scales.size() != out) fail("input 4 has {} scales for {} outputs", scales.size(), out);
  gemm.multiplier.resize(out + kernels::kReadSlack / sizeof(float));
  for (size_t c = 0; c < out; ++c) gemm.multiplier[c] = x * scales[c] / y;
}

}  // namespace

void lower_gemm(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  if (input.dtype != DType::float32) fail("the input is {}", dtype_name(input.dtype));
  const ir::Constant& weights = plan.constant(node, 1);
  const Dims dims = read_dims(node, input, weights);
  const float alpha = node.get("alpha", 1.0F), beta = node.get("beta", 1.0F);
  std::vector<float> values = by_output<float>(node, dims, weights.to_floats());
  for (float& value : values) value *= alpha;
  std::vector<float> bias;
  if (node.input(2) != ir::kNoValue) {
    bias = plan.constant(node, 2).to_floats();
    if (bias.size() == 1) bias.resize(static_cast<size_t>(dims.out), bias[0]);
    if (bias.size() != static_cast<size_t>(dims.out)) fail("bias must have one element per output");
    for (float& value : bias) value *= beta;
  }
  auto packed = std::make_shared<kernels::PackedConvF32>(
      kernels::pack_conv_f32(shape_of(dims), values, bias, true));
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
  gemm->packed =
      kernels::pack_conv_u8s8(shape_of(gemm->dims), integer_weights(plan, node, gemm->dims),
                              integer_bias(plan, node, gemm->dims), plan.zero_point(node, 2), true);
  set_multipliers(plan, node, *gemm);
  const bool floats = node.input(7) == ir::kNoValue;
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
