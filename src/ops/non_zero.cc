// Operators whose output's size depends on values.
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_non_zero(InferContext& context) {
  const auto rank = context.rank(0);
  context.set(0, DType::int64, Shape{rank ? Dim(static_cast<int64_t>(*rank)) : Dim(), Dim()});
}

void infer_compress(InferContext& context) {
  context.set(0, context.dtype(0));
  if (context.node().find("axis") == nullptr) {
    return context.set(0, context.dtype(0), Shape(1));
  }
  const Shape* shape = context.shape(0);
  if (shape == nullptr) return;
  Shape output = *shape;
  output[normalize_axis(required_int(context.node(), "axis"), shape->size())] = Dim();
  context.set(0, context.dtype(0), std::move(output));
}

void infer_unique(InferContext& context) {
  infer_compress(context);
  for (size_t i = 1; i < 4; ++i) context.set(i, DType::int64, Shape(1));
}

}  // namespace

std::vector<OpSpec> non_zero_ops() {
  return {
      {"Compress", infer_compress},
      {"NonZero", infer_non_zero},
      {"Unique", infer_unique},
  };
}

}  // namespace sprint::ops
