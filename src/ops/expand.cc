#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_expand(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* shape = context.shape(0);
  const auto elements = context.elements(1);
  if (shape == nullptr || !elements) return;
  Shape target;
  for (const Element& element : *elements) target.push_back(to_dim(element));
  context.set(0, context.dtype(0), broadcast(*shape, target));
}

Results evaluate_expand(const EvalContext& context) {
  const ir::Constant& x = context.input(0);
  const auto dims = broadcast_dims(x.dims(), context.input(1).to_ints());
  if (!fits(context, x.dtype(), dims)) return {};
  return {gather_view(x, {dims, broadcast_strides(x.dims(), dims)})};
}

}  // namespace

std::vector<OpSpec> expand_ops() {
  return {{"Expand", infer_expand, evaluate_expand, {}, pass_through_rule}};
}

}  // namespace sprint::ops
