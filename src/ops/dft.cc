#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_type(InferContext& context) { context.set(0, context.dtype(0)); }

// Version 20 takes the axis as an input, with another default.
void axis_to_input(UpgradeContext& context) {
  const auto axis = context.node.get<int64_t>("axis", 1);
  context.node.erase("axis");
  context.set_input(2, context.add_constant("axis", ir::Constant::scalar<int64_t>(axis)));
}

}  // namespace

std::vector<OpSpec> dft_ops() { return {{"DFT", infer_type, nullptr, {{20, axis_to_input}}}}; }

}  // namespace sprint::ops
