#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_one_hot(InferContext& context) {
  context.set(0, context.dtype(2));
  const Shape* indices = context.shape(0);
  if (indices == nullptr) return;
  Shape output = *indices;
  const size_t axis = normalize_axis(context.node().get<int64_t>("axis", -1), indices->size() + 1);
  const auto depth = context.elements(1);
  const Dim dim = depth && depth->size() == 1 ? to_dim(depth->front()) : Dim();
  output.insert(output.begin() + static_cast<int64_t>(axis), dim);
  context.set(0, context.dtype(2), std::move(output));
}

}  // namespace

std::vector<OpSpec> one_hot_ops() { return {{"OneHot", infer_one_hot}}; }

}  // namespace sprint::ops
