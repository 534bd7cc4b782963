#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_tile(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* shape = context.shape(0);
  const auto repeats = context.elements(1);
  if (shape == nullptr) return;
  if (repeats && repeats->size() != shape->size()) {
    fail("{} repeats are given for rank {}", repeats->size(), shape->size());
  }
  Shape dims(shape->size());
  for (size_t i = 0; repeats && i < dims.size(); ++i) {
    dims[i] = to_dim(multiply(Element((*shape)[i]), (*repeats)[i]));
  }
  context.set(0, context.dtype(0), std::move(dims));
}

Results evaluate_tile(const EvalContext& context) {
  const ir::Constant& x = context.input(0);
  const std::vector<int64_t> repeats = context.input(1).to_ints();
  if (repeats.size() != x.dims().size()) {
    fail("{} repeats are given for rank {}", repeats.size(), x.dims().size());
  }
  // Every dimension becomes two: the repeats, which stand still in the source, and the dimension.
  StridedView view;
  std::vector<int64_t> dims;
  const std::vector<int64_t> strides = dense_strides(x.dims());
  for (size_t i = 0; i < repeats.size(); ++i) {
    view.dims.insert(view.dims.end(), {repeats[i], x.dims()[i]});
    view.strides.insert(view.strides.end(), {0, strides[i]});
    dims.push_back(element_count(std::vector<int64_t>{repeats[i], x.dims()[i]}));
  }
  if (!fits(context, x.dtype(), dims)) return {};
  return {reshaped(*gather_view(x, view), std::move(dims))};
}

}  // namespace

std::vector<OpSpec> tile_ops() {
  return {{"Tile", infer_tile, evaluate_tile, {}, pass_through_rule}};
}

}  // namespace sprint::ops
