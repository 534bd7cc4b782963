#include <numeric>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

// Axis i of the output is axis permutation[i] of the input; reversed by default.
std::vector<size_t> permutation(const ir::Node& node, size_t rank) {
  const auto perm = node.get<std::vector<int64_t>>("perm", {});
  if (perm.empty()) {
    std::vector<size_t> reversed(rank);
    std::iota(reversed.rbegin(), reversed.rend(), size_t{0});
    return reversed;
  }
  if (perm.size() != rank) fail("perm has {} axes, but the input has rank {}", perm.size(), rank);
  return normalize_axes(perm, rank);
}

void infer_transpose(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* shape = context.shape(0);
  if (shape == nullptr) return;
  Shape dims;
  for (const size_t axis : permutation(context.node(), shape->size())) {
    dims.push_back((*shape)[axis]);
  }
  context.set(0, context.dtype(0), std::move(dims));
}

Results evaluate_transpose(const EvalContext& context) {
  const ir::Constant& x = context.input(0);
  if (!fits(context, x.dtype(), x.dims())) return {};
  const std::vector<int64_t> strides = dense_strides(x.dims());
  StridedView view;
  for (const size_t axis : permutation(context.node, x.dims().size())) {
    view.dims.push_back(x.dims()[axis]);
    view.strides.push_back(strides[axis]);
  }
  return {gather_view(x, view)};
}

}  // namespace

std::vector<OpSpec> transpose_ops() {
  return {{"Transpose", infer_transpose, evaluate_transpose, {}, pass_through_rule}};
}

}  // namespace sprint::ops
