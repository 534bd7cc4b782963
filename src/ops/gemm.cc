#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_gemm(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* a = context.shape(0);
  const Shape* b = context.shape(1);
  Shape output(2);
  for (const Shape* shape : {a, b}) {
    if (shape != nullptr && shape->size() != 2) {
      fail("expected matrices, got a tensor of shape {}", shape_text(*shape));
    }
  }
  const bool a_transposed = context.node().get<int64_t>("transA", 0) != 0;
  const bool b_transposed = context.node().get<int64_t>("transB", 0) != 0;
  if (a != nullptr) output[0] = (*a)[a_transposed ? 1 : 0];
  if (b != nullptr) output[1] = (*b)[b_transposed ? 0 : 1];
  if (a != nullptr && b != nullptr) merge((*a)[a_transposed ? 0 : 1], (*b)[b_transposed ? 1 : 0]);
  context.set(0, context.dtype(0), std::move(output));
}

QuantRule gemm_rule(const ir::Node& node, int64_t) {
  if (node.get("alpha", 1.0F) != 1.0F || node.get("beta", 1.0F) != 1.0F ||
      node.get<int64_t>("transA", 0) != 0) {
    return {};
  }
  return {QuantKind::weighted, node.get<int64_t>("transB", 0) != 0 ? 0 : 1, {}};
}

}  // namespace

std::vector<OpSpec> gemm_ops() { return {{"Gemm", infer_gemm, nullptr, {}, gemm_rule}}; }

}  // namespace sprint::ops
