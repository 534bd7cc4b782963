// ArgMax and ArgMin.
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_arg_extreme(InferContext& context) {
  context.set(0, DType::int64);
  const Shape* shape = context.shape(0);
  if (shape == nullptr) return;
  const size_t axis = normalize_axis(context.node().get<int64_t>("axis", 0), shape->size());
  Shape output = *shape;
  if (context.node().get<int64_t>("keepdims", 1) != 0) {
    output[axis] = 1;
  } else {
    output.erase(output.begin() + static_cast<int64_t>(axis));
  }
  context.set(0, DType::int64, std::move(output));
}

}  // namespace

std::vector<OpSpec> arg_extreme_ops() {
  return {{"ArgMax", infer_arg_extreme}, {"ArgMin", infer_arg_extreme}};
}

}  // namespace sprint::ops
