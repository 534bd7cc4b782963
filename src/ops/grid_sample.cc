#include <string>

#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_grid_sample(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* x = context.shape(0);
  const Shape* grid = context.shape(1);
  if (x == nullptr || grid == nullptr || x->size() < 3 || grid->size() != x->size()) return;
  Shape output{(*x)[0], (*x)[1]};
  output.insert(output.end(), grid->begin() + 1, grid->end() - 1);
  context.set(0, context.dtype(0), std::move(output));
}

// Version 20 calls the modes by what they are in any number of dimensions.
void rename_modes(UpgradeContext& context) {
  const auto mode = context.node.get("mode", std::string("bilinear"));
  if (mode == "bilinear") context.node.set({"mode", std::string("linear")});
  if (mode == "bicubic") context.node.set({"mode", std::string("cubic")});
}

}  // namespace

std::vector<OpSpec> grid_sample_ops() {
  return {{"GridSample", infer_grid_sample, nullptr, {{20, rename_modes}}}};
}

}  // namespace sprint::ops
