#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_where(InferContext& context) {
  context.set(0, Fact{context.dtype(1), broadcast_inputs(context, 0), {}, {}});
  // With a condition that is known, shape arithmetic picks.
  const auto condition = context.ints(0);
  const auto yes = context.elements(1), no = context.elements(2);
  if (!condition || !yes || !no) return;
  if (yes->size() != condition->size() || no->size() != condition->size()) return;
  Elements picked;
  for (size_t i = 0; i < condition->size(); ++i) {
    picked.push_back((*condition)[i] != 0 ? (*yes)[i] : (*no)[i]);
  }
  context.set_elements(0, std::move(picked));
}

Results evaluate_where(const EvalContext& context) {
  const ir::Constant &condition = context.input(0), &yes = context.input(1), &no = context.input(2);
  if (yes.dtype() != no.dtype() || condition.dtype() != DType::boolean) return {};
  const auto dims = broadcast_dims(broadcast_dims(condition.dims(), yes.dims()), no.dims());
  if (!fits(context, yes.dtype(), dims)) return {};
  const auto pick = gather_view(condition, {dims, broadcast_strides(condition.dims(), dims)});
  const auto first = gather_view(yes, {dims, broadcast_strides(yes.dims(), dims)});
  const auto second = gather_view(no, {dims, broadcast_strides(no.dims(), dims)});
  const size_t size = static_cast<size_t>(dtype_bits(yes.dtype())) / 8;
  std::vector<std::byte> bytes(first->data().size());
  for (size_t i = 0; i < bytes.size(); ++i) {
    const auto& from = pick->data().data()[i / size] != std::byte{0} ? first : second;
    bytes[i] = from->data().data()[i];
  }
  return {ir::Constant::make(yes.dtype(), dims, Bytes::own(std::move(bytes)))};
}

}  // namespace

std::vector<OpSpec> where_ops() {
  return {{"Where", infer_where, evaluate_where, {}, elementwise_rule}};
}

}  // namespace sprint::ops
