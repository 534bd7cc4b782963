#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

// Unlike elsewhere, `axis` may equal the rank.
size_t split_axis(const ir::Node& node, size_t rank) {
  const auto axis = node.get<int64_t>("axis", 1);
  if (axis == static_cast<int64_t>(rank)) return rank;
  return normalize_axis(axis, rank);
}

void infer_flatten(InferContext& context) {
  Shape flat(2);
  if (const Shape* shape = context.shape(0)) {
    const auto middle =
        shape->begin() + static_cast<int64_t>(split_axis(context.node(), shape->size()));
    flat = {to_dim(product({shape->begin(), middle})), to_dim(product({middle, shape->end()}))};
  }
  context.set(0, context.dtype(0), std::move(flat));
}

Results evaluate_flatten(const EvalContext& context) {
  const ir::Constant& x = context.input(0);
  const size_t axis = split_axis(context.node, x.dims().size());
  const auto middle = x.dims().begin() + static_cast<int64_t>(axis);
  const std::vector<int64_t> outer(x.dims().begin(), middle), inner(middle, x.dims().end());
  return {reshaped(x, {element_count(outer), element_count(inner)})};
}

}  // namespace

std::vector<OpSpec> flatten_ops() {
  return {{"Flatten", infer_flatten, evaluate_flatten, {}, pass_through_rule}};
}

}  // namespace sprint::ops
