// Matrix products, which broadcast over leading dimensions.
#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

// A vector counts as a row on the left and as a column on the right, and is dropped from the
// result.
Shape product_shape(Shape a, Shape b) {
  if (a.empty() || b.empty()) fail("expected tensors of rank 1 or more, got a scalar");
  const bool row = a.size() == 1, column = b.size() == 1;
  if (row) a.insert(a.begin(), Dim(1));
  if (column) b.emplace_back(1);
  merge(a.back(), b[b.size() - 2]);
  const Dim height = a[a.size() - 2], width = b.back();
  Shape output = broadcast({a.begin(), a.end() - 2}, {b.begin(), b.end() - 2});
  if (!row) output.push_back(height);
  if (!column) output.push_back(width);
  return output;
}

void infer_product(InferContext& context, size_t b, DType dtype) {
  context.set(0, dtype);
  if (context.shape(0) == nullptr || context.shape(b) == nullptr) return;
  context.set(0, dtype, product_shape(*context.shape(0), *context.shape(b)));
}

void infer_mat_mul(InferContext& context) { infer_product(context, 1, context.dtype(0)); }
void infer_mat_mul_integer(InferContext& context) { infer_product(context, 1, DType::int32); }
void infer_qlinear_mat_mul(InferContext& context) { infer_product(context, 3, context.dtype(7)); }

QuantRule mat_mul_rule(const ir::Node&, int64_t) { return {QuantKind::weighted, -1, {}}; }

}  // namespace

std::vector<OpSpec> mat_mul_ops() {
  return {
      {"MatMul", infer_mat_mul, nullptr, {}, mat_mul_rule},
      {"MatMulInteger", infer_mat_mul_integer},
      {"QLinearMatMul", infer_qlinear_mat_mul},
  };
}

}  // namespace sprint::ops
