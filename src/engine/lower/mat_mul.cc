// MatMul, MatMulInteger and QLinearMatMul, and MatMulIntegerToFloat of com.microsoft.
#include <algorithm>
#include <memory>
#include <utility>
#include <vector>

#include "base/error.h"
#include "engine/lower/activation.h"
#include "engine/lower/matrix.h"
#include "engine/lower/rules.h"
#include "kernels/conv_f32/conv_f32.h"
#include "kernels/conv_u8s8/conv_u8s8.h"
#include "ops/evaluate.h"

namespace sprint::engine {
namespace {

using Dims = std::vector<int64_t>;

void require_type(const Operand& operand, DType dtype) {
  if (operand.dtype == dtype) return;
  fail("an input is {}; the native runtime takes {}", dtype_name(operand.dtype), dtype_name(dtype));
}

[[noreturn]] void fail_shapes(const Dims& a, const Dims& b) {
  fail("matrices of shapes {} and {} do not fit", dims_text(a), dims_text(b));
}

// All dimensions of `a` but the last are rows.
MatrixDims read_dims(const Dims& a, const Dims& b) {
  if (b.size() != 2) {
    fail("input B has shape {}; the native runtime takes constant matrices", dims_text(b));
  }
  if (a.empty() || a.back() != b[0]) fail_shapes(a, b);
  const int64_t rows = element_count(Dims(a.begin(), a.end() - 1));
  return {static_cast<int32_t>(rows), static_cast<int32_t>(b[0]), static_cast<int32_t>(b[1])};
}

Dims result_dims(Dims a, const MatrixDims& dims) {
  a.back() = dims.out;
  return a;
}

void multiply_constant(Lowering& plan, const ir::Node& node, const Operand& input) {
  const ir::Constant& weights = plan.constant(node, 1);
  const MatrixDims dims = read_dims(input.dims, weights.dims());
  auto packed = std::make_shared<kernels::PackedConvF32>(kernels::pack_conv_f32(
      dims.shape(), by_output<float>(dims, weights.to_floats(), false), {}, true));
  kernels::FloatOutputStage stage;
  const ir::ValueId result = fuse_activation(plan, node.outputs[0], stage.activation);
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out =
      plan.make(result, Layout::plain, DType::float32, result_dims(input.dims, dims));
  const auto kernel = kernels::conv_f32_kernel(plan.isa()).run;
  plan.add("MatMul", {in}, {out}, [=](const Memory& memory) {
    kernel(*packed, dims.input(memory.data<const float>(in)), dims.output(memory.data<float>(out)),
           stage);
  });
}

// Products of matrices [rows][in] and [in][out]: where each starts.
struct Batches {
  int64_t rows = 1, in = 1, out = 1;
  Dims dims;  // of the result
  Dims a, b;
};

// Numpy's matmul: a vector is a matrix of one row on the left, of one column on the right.
Batches plan_batches(const Dims& a_dims, const Dims& b_dims) {
  Dims a = a_dims, b = b_dims;
  if (a.empty() || b.empty()) fail_shapes(a_dims, b_dims);
  if (a.size() == 1) a.insert(a.begin(), 1);
  if (b.size() == 1) b.push_back(1);
  Batches result{a.end()[-2], a.end()[-1], b.end()[-1], {}, {}, {}};
  if (b.end()[-2] != result.in) fail_shapes(a_dims, b_dims);
  a.resize(a.size() - 2);
  b.resize(b.size() - 2);
  result.dims = ops::broadcast_dims(a, b);
  result.a = ops::positions({result.dims, ops::broadcast_strides(a, result.dims), 0});
  result.b = ops::positions({result.dims, ops::broadcast_strides(b, result.dims), 0});
  for (int64_t& start : result.a) start *= result.rows * result.in;
  for (int64_t& start : result.b) start *= result.in * result.out;
  if (a_dims.size() > 1) result.dims.push_back(result.rows);
  if (b_dims.size() > 1) result.dims.push_back(result.out);
  return result;
}

void multiply(const Batches& shape, const float* a, const float* b, float* y) {
  for (int64_t i = 0; i < shape.rows; ++i, y += shape.out) {
    std::fill_n(y, shape.out, 0.0F);
    for (int64_t k = 0; k < shape.in; ++k) {
      const float factor = a[i * shape.in + k];
      const float* row = b + k * shape.out;
      for (int64_t j = 0; j < shape.out; ++j) y[j] += factor * row[j];
    }
  }
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
               memory.data<const float>(b) + shape->b[i], y);
    }
  });
}

// A product of uint8 rows with constant 8-bit weights, ready to run.
struct IntegerProduct {
  MatrixDims dims;
  kernels::PackedConvU8S8 packed;
  kernels::AlignedVector<float> multiplier, offset;
  int32_t zero_point = 0;
};

// Which inputs hold what.
struct Places {
  size_t b = 0, a_zero = 0, b_zero = 0;
};

std::shared_ptr<IntegerProduct> make_product(Lowering& plan, const ir::Node& node,
                                             const Operand& input, const Places& places) {
  require_type(input, DType::uint8);
  auto product = std::make_shared<IntegerProduct>();
  product->dims = read_dims(input.dims, plan.constant(node, places.b).dims());
  product->packed = kernels::pack_conv_u8s8(
      product->dims.shape(),
      integer_weights(plan, node, places.b, places.b_zero, product->dims, false), {},
      plan.zero_point(node, places.a_zero), true);
  return product;
}

}  // namespace

void lower_mat_mul(Lowering& plan, const ir::Node& node) {
  const Operand a = plan.describe(node.inputs[0]), b = plan.describe(node.inputs[1]);
  require_type(a, DType::float32);
  require_type(b, DType::float32);
  const bool constant = plan.graph().constant(node.inputs[1]) != nullptr && b.dims.size() == 2;
  if (constant) return multiply_constant(plan, node, a);
  multiply_computed(plan, node, a, b);
}

// Inputs: A, B, zero points of both.
void lower_mat_mul_integer(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const std::shared_ptr<const IntegerProduct> product = make_product(plan, node, input, {1, 2, 3});
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::int32,
                                  result_dims(input.dims, product->dims));
  const auto kernel = kernels::conv_u8s8_kernel(plan.isa()).to_int;
  plan.add("MatMulInteger", {in}, {out}, [=](const Memory& memory) {
    kernel(product->packed, product->dims.input(memory.data<const uint8_t>(in)),
           product->dims.output(memory.data<int32_t>(out)));
  });
}

// Inputs: A, scale, zero point, B, scale, zero point, scale and zero point of the result.
void lower_qlinear_mat_mul(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const auto product = make_product(plan, node, input, {3, 2, 5});
  if (const DType dtype = plan.constant(node, 7).dtype(); dtype != DType::uint8) {
    fail("the result is {}; the native runtime gives uint8", dtype_name(dtype));
  }
  product->multiplier =
      column_multipliers(plan, node, 4, product->dims, plan.scalar(node, 1), plan.scalar(node, 6));
  product->zero_point = plan.zero_point(node, 7);
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::uint8,
                                  result_dims(input.dims, product->dims));
  const auto kernel = kernels::conv_u8s8_kernel(plan.isa()).to_u8;
  plan.add("QLinearMatMul", {in}, {out}, [=](const Memory& memory) {
    kernel(product->packed, product->dims.input(memory.data<const uint8_t>(in)),
           product->dims.output(memory.data<uint8_t>(out)),
           {product->multiplier.data(), product->zero_point, 0, 255, nullptr, nullptr});
  });
}

// Inputs: A, B, scales of both, zero points of both, bias.
void lower_mat_mul_integer_to_float(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const auto product = make_product(plan, node, input, {1, 4, 5});
  product->multiplier =
      column_multipliers(plan, node, 3, product->dims, plan.scalar(node, 2), 1.0F);
  if (node.input(6) != ir::kNoValue) {
    const std::vector<float> bias = plan.constant(node, 6).to_floats();
    if (bias.size() != static_cast<size_t>(product->dims.out)) {
      fail("bias has {} elements for {} columns", bias.size(), product->dims.out);
    }
    product->offset.assign(product->multiplier.size(), 0.0F);
    std::copy(bias.begin(), bias.end(), product->offset.begin());
  }
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::float32,
                                  result_dims(input.dims, product->dims));
  const auto kernel = kernels::conv_u8s8_kernel(plan.isa()).to_float;
  plan.add("MatMulIntegerToFloat", {in}, {out}, [=](const Memory& memory) {
    kernel(product->packed, product->dims.input(memory.data<const uint8_t>(in)),
           product->dims.output(memory.data<float>(out)), product->multiplier.data(),
           product->offset.empty() ? nullptr : product->offset.data());
  });
}

}  // namespace sprint::engine
