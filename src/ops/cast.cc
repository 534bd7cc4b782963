#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

DType target(const ir::Node& node) {
  const ir::Attribute* to = node.find("to");
  if (to == nullptr) fail("the attribute 'to' is missing");
  return static_cast<DType>(to->as<int64_t>());
}

void infer_cast(InferContext& context) {
  context.set(0, Fact{target(context.node()), context.input(0).shape, {}, {}});
  const bool wide =
      target(context.node()) == DType::int64 || target(context.node()) == DType::int32;
  const DType from = context.dtype(0);
  if (!wide || (from != DType::int64 && from != DType::int32)) return;
  if (auto elements = context.elements(0)) context.set_elements(0, std::move(*elements));
}

void infer_cast_like(InferContext& context) {
  context.set(0, Fact{context.dtype(1), context.input(0).shape, {}, {}});
}

Results convert(const EvalContext& context, DType to) {
  const ir::Constant& x = context.input(0);
  if (x.dtype() == to) return {context.inputs[0]};
  if (!fits(context, to, x.dims())) return {};
  if (is_float(x.dtype())) return {from_doubles(to, x.dims(), to_doubles(x))};
  if (is_integer(x.dtype())) return {from_ints(to, x.dims(), x.to_ints())};
  return {};
}

Results evaluate_cast(const EvalContext& context) { return convert(context, target(context.node)); }

Results evaluate_cast_like(const EvalContext& context) {
  return convert(context, context.input(1).dtype());
}

}  // namespace

std::vector<OpSpec> cast_ops() {
  return {{"Cast", infer_cast, evaluate_cast}, {"CastLike", infer_cast_like, evaluate_cast_like}};
}

}  // namespace sprint::ops
