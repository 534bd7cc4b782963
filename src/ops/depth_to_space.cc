// DepthToSpace and SpaceToDepth.
#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

int64_t block_size(const ir::Node& node) {
  const int64_t size = required_int(node, "blocksize");
  if (size < 1 || size > (int64_t{1} << 20)) fail("blocksize {} cannot be", size);
  return size;
}

const Shape* images(const InferContext& context) {
  const Shape* shape = context.shape(0);
  if (shape != nullptr && shape->size() != 4) {
    fail("expected an input of rank 4, got rank {}", shape->size());
  }
  return shape;
}

Dim times(const Dim& dim, int64_t factor) { return to_dim(multiply(Element(dim), factor)); }

Dim over(const Dim& dim, int64_t divisor) {
  if (!dim.known()) return {};
  if (dim.value % divisor != 0) fail("dimension {} cannot be divided by {}", dim.value, divisor);
  return dim.value / divisor;
}

void infer_depth_to_space(InferContext& context) {
  context.set(0, context.dtype(0));
  const int64_t block = block_size(context.node());
  const Shape* x = images(context);
  if (x == nullptr) return;
  context.set(
      0, context.dtype(0),
      Shape{(*x)[0], over((*x)[1], block * block), times((*x)[2], block), times((*x)[3], block)});
}

void infer_space_to_depth(InferContext& context) {
  context.set(0, context.dtype(0));
  const int64_t block = block_size(context.node());
  const Shape* x = images(context);
  if (x == nullptr) return;
  context.set(
      0, context.dtype(0),
      Shape{(*x)[0], times((*x)[1], block * block), over((*x)[2], block), over((*x)[3], block)});
}

}  // namespace

std::vector<OpSpec> depth_to_space_ops() {
  return {
      {"DepthToSpace", infer_depth_to_space, nullptr, {}, pass_through_rule},
      {"SpaceToDepth", infer_space_to_depth},
  };
}

}  // namespace sprint::ops
