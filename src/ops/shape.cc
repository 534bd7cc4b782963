// Shape and Size.
#include <algorithm>
#include <utility>

#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

// Version 15 may ask for a part [start, end), clamped to the rank.
std::pair<size_t, size_t> part(const ir::Node& node, size_t rank) {
  const auto limit = static_cast<int64_t>(rank);
  const auto clamp = [limit](int64_t axis) {
    return std::clamp<int64_t>(axis < 0 ? axis + limit : axis, 0, limit);
  };
  const int64_t start = clamp(node.get<int64_t>("start", 0));
  const int64_t end = clamp(node.get<int64_t>("end", limit));
  return {static_cast<size_t>(start), static_cast<size_t>(std::max(start, end))};
}

void infer_shape(InferContext& context) {
  const Shape* shape = context.shape(0);
  if (shape == nullptr) return context.set(0, DType::int64, Shape(1));
  const auto [start, end] = part(context.node(), shape->size());
  Elements elements;
  for (size_t i = start; i < end; ++i) elements.emplace_back((*shape)[i]);
  context.set(0, DType::int64, Shape{static_cast<int64_t>(elements.size())});
  context.set_elements(0, std::move(elements));
}

Results evaluate_shape(const EvalContext& context) {
  const std::vector<int64_t>& dims = context.input(0).dims();
  const auto [start, end] = part(context.node, dims.size());
  std::vector<int64_t> values(dims.begin() + static_cast<int64_t>(start),
                              dims.begin() + static_cast<int64_t>(end));
  const auto count = static_cast<int64_t>(values.size());
  return {ir::Constant::of<int64_t>({count}, std::move(values))};
}

void infer_size(InferContext& context) {
  context.set(0, DType::int64, Shape{});
  if (const Shape* shape = context.shape(0)) {
    context.set_elements(0, {product(Elements(shape->begin(), shape->end()))});
  }
}

Results evaluate_size(const EvalContext& context) {
  return {ir::Constant::scalar<int64_t>(context.input(0).count())};
}

}  // namespace

std::vector<OpSpec> shape_ops() {
  return {{"Shape", infer_shape, evaluate_shape}, {"Size", infer_size, evaluate_size}};
}

}  // namespace sprint::ops
