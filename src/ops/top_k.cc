#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_top_k(InferContext& context) {
  context.set(0, context.dtype(0));
  context.set(1, DType::int64);
  const Shape* shape = context.shape(0);
  if (shape == nullptr) return;
  const size_t axis = normalize_axis(context.node().get<int64_t>("axis", -1), shape->size());
  Dim count;
  if (context.has(1)) {
    const auto k = context.elements(1);
    if (k && k->size() == 1) count = to_dim(k->front());
  } else {
    count = Dim(required_int(context.node(), "k"));
  }
  const Dim& dim = (*shape)[axis];
  if (count.known() && dim.known() && count.value > dim.value) {
    fail("k is {}, but axis {} has {} elements", count.value, axis, dim.value);
  }
  Shape output = *shape;
  output[axis] = count;
  context.set(0, context.dtype(0), output);
  context.set(1, DType::int64, std::move(output));
}

// Version 10 takes k as an input.
void k_to_input(UpgradeContext& context) {
  const int64_t k = required_int(context.node, "k");
  context.node.erase("k");
  context.set_input(1, context.add_constant("k", ir::Constant::of<int64_t>({1}, {k})));
}

}  // namespace

std::vector<OpSpec> top_k_ops() { return {{"TopK", infer_top_k, nullptr, {{10, k_to_input}}}}; }

}  // namespace sprint::ops
