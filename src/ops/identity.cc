#include <utility>

#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_identity(InferContext& context) {
  infer_same(context);
  if (auto elements = context.elements(0)) context.set_elements(0, std::move(*elements));
}

Results evaluate_identity(const EvalContext& context) {
  if (!context.has(0)) return {};
  return {context.inputs[0]};
}

}  // namespace

std::vector<OpSpec> identity_ops() { return {{"Identity", infer_identity, evaluate_identity}}; }

}  // namespace sprint::ops
