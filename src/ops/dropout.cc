#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_dropout(InferContext& context) {
  infer_same(context);
  const DType mask = context.opset() < 10 ? context.dtype(0) : DType::boolean;
  context.set(1, Fact{mask, context.input(0).shape, {}, {}});
}

// Version 10 gives the mask as booleans.
void cast_mask(UpgradeContext& context) {
  if (!context.has_output(1)) return;
  const DType dtype = context.dtype(0);
  if (dtype == DType::undefined) fail("the type of the input is not known");
  const auto [fresh, old] = context.detach_output(1, "mask");
  context.after.push_back(make_node("Cast", {fresh}, {old}, {{"to", static_cast<int64_t>(dtype)}}));
}

// Version 12 takes the ratio as an input; without training_mode it stays inference.
void ratio_to_input(UpgradeContext& context) {
  const ir::Attribute* ratio = context.node.find("ratio");
  if (ratio == nullptr) return;
  const float value = ratio->as<float>();
  context.node.erase("ratio");
  context.set_input(1, context.add_constant("ratio", ir::Constant::scalar<float>(value)));
}

}  // namespace

std::vector<OpSpec> dropout_ops() {
  return {{"Dropout", infer_dropout, nullptr, {{10, cast_mask}, {12, ratio_to_input}}}};
}

}  // namespace sprint::ops
