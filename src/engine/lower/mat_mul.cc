// MatMul and QLinearMatMul.
#include <algorithm>
#include <cmath>
#include <memory>
#include <vector>

#include "base/error.h"
#include "engine/lower/activation.h"
#include "engine/lower/batches.h"
#include "engine/lower/empty_sum.h"
#include "engine/lower/matrix.h"
#include "engine/lower/rules.h"
#include "kernels/conv_f32/conv_f32.h"
#include "kernels/conv_u8s8/conv_u8s8.h"

namespace sprint::engine {
namespace {

void require_type(const Operand& operand, DType dtype) {
  if (operand.dtype == dtype) return;
  fail("an input is {}; the native runtime takes {}", dtype_name(operand.dtype), dtype_name(dtype));
}

void multiply_constant(Lowering& plan, const ir::Node& node, const Operand& input) {
  const ir::Constant& weights = plan.constant(node, 1);
  const MatrixDims dims = matrix_dims(input.dims, weights.dims());
  if (dims.in == 0) {
    const std::vector<int64_t> result = product_dims(input.dims, dims);
    return lower_empty_sum(plan, node, result, result.size() - 1, {});
  }
  auto packed = std::make_shared<kernels::PackedConvF32>(kernels::pack_conv_f32(
      dims.shape(), by_output<float>(dims, weights.to_floats(), false), {}, true));
  kernels::FloatOutputStage stage;
  const ir::ValueId result = fuse_activation(plan, node.outputs[0], stage.activation);
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out =
      plan.make(result, Layout::plain, DType::float32, product_dims(input.dims, dims));
  const auto kernel = kernels::conv_f32_kernel(plan.isa()).run;
  plan.add("MatMul", {in}, {out}, [=](const Memory& memory) {
    kernel(*packed, dims.input(memory.data<const float>(in)), dims.output(memory.data<float>(out)),
           stage);
  });
}

void multiply_computed(Lowering& plan, const ir::Node& node, const Operand& first,
                       const Operand& second) {
  auto shape = std::make_shared<const Batches>(plan_batches(first.dims, second.dims));
  const OperandId a = plan.plain(node.inputs[0]), b = plan.plain(node.inputs[1]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::float32, shape->dims);
  plan.add("MatMul", {a, b}, {out}, [=](const Memory& memory) {
    float* y = memory.data<float>(out);
    for (size_t i = 0; i < shape->a.size(); ++i, y += shape->rows * shape->out) {
      multiply(*shape, memory.data<const float>(a) + shape->a[i],
               memory.data<const float>(b) + shape->b[i], y, 0.0F, 0.0F);
    }
  });
}

// Of operands of any rank, each with one scale; see lower_qlinear_mat_mul.
void multiply_quantized(Lowering& plan, const ir::Node& node) {
  const Operand first = plan.describe(node.inputs[0]), second = plan.describe(node.inputs[3]);
  require_type(second, DType::uint8);
  auto shape = std::make_shared<const Batches>(plan_batches(first.dims, second.dims));
  const OperandId a = plan.plain(node.inputs[0]), b = plan.plain(node.inputs[3]);
  const OperandId sums = plan.scratch(Layout::plain, DType::int32, {shape->rows, shape->out});
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::uint8, shape->dims);
  const int32_t a_zero = plan.zero_point(node, 2), b_zero = plan.zero_point(node, 5);
  const float multiplier = plan.scalar(node, 1) * plan.scalar(node, 4) / plan.scalar(node, 6);
  const auto zero = static_cast<float>(plan.zero_point(node, 7));
  plan.add("QLinearMatMul", {a, b}, {out, sums}, [=](const Memory& memory) {
    auto* sum = memory.data<int32_t>(sums);
    auto* y = memory.data<uint8_t>(out);
    for (size_t i = 0; i < shape->a.size(); ++i) {
      multiply(*shape, memory.data<const uint8_t>(a) + shape->a[i],
               memory.data<const uint8_t>(b) + shape->b[i], sum, a_zero, b_zero);
      for (int64_t k = 0; k < shape->rows * shape->out; ++k) {
        const float q = std::nearbyint(static_cast<float>(sum[k]) * multiplier) + zero;
        *y++ = static_cast<uint8_t>(std::clamp(q, 0.0F, 255.0F));
      }
    }
  });
}

// A product of uint8 rows with constant weights, ready to run.
struct Quantized {
  MatrixDims dims;
  IntegerProduct product;
  kernels::AlignedVector<float> multiplier;
  int32_t zero_point = 0;
};

}  // namespace

void lower_mat_mul(Lowering& plan, const ir::Node& node) {
  const Operand a = plan.describe(node.inputs[0]), b = plan.describe(node.inputs[1]);
  require_type(a, DType::float32);
  require_type(b, DType::float32);
  const bool constant = plan.graph().constant(node.inputs[1]) != nullptr && b.dims.size() == 2;
  if (constant) return multiply_constant(plan, node, a);
  multiply_computed(plan, node, a, b);
}

// Inputs: A, scale, zero point, B, scale, zero point, scale and zero point of the result.
void lower_qlinear_mat_mul(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  require_type(input, DType::uint8);
  if (const DType dtype = plan.constant(node, 7).dtype(); dtype != DType::uint8) {
    fail("the result is {}; the native runtime gives uint8", dtype_name(dtype));
  }
  const ir::ConstantPtr weights = plan.graph().constant(node.inputs[3]);
  if (weights == nullptr || weights->dims().size() != 2) return multiply_quantized(plan, node);
  auto product = std::make_shared<Quantized>();
  product->dims = matrix_dims(input.dims, plan.constant(node, 3).dims());
  product->product = pack_integer_product(
      product->dims.shape(), read_integer_matrix(plan, node, 3, 5, product->dims, false), true);
  product->product.set_zero_point(plan.zero_point(node, 2));
  product->multiplier =
      column_multipliers(plan, node, 4, product->dims, plan.scalar(node, 1), plan.scalar(node, 6));
  product->zero_point = plan.zero_point(node, 7);
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::uint8,
                                  product_dims(input.dims, product->dims));
  const OperandId sums = plan.scratch(Layout::plain, DType::int32,
                                      {product->dims.rows, product->product.sum_channels()});
  plan.add("QLinearMatMul", {in}, {out, sums}, [=, isa = plan.isa()](const Memory& memory) {
    run_product(product->product, isa, product->dims.input(memory.data<const uint8_t>(in)),
                product->dims.output(memory.data<uint8_t>(out)),
                {product->multiplier.data(), product->zero_point, 0, 255, nullptr, nullptr},
                memory.data<int32_t>(sums));
  });
}

}  // namespace sprint::engine
