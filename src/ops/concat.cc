#include <cstring>

#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void concat_elements(InferContext& context) {
  Elements all;
  for (size_t i = 0; i < context.input_count(); ++i) {
    const auto part = context.elements(i);
    if (!part) return;
    all.insert(all.end(), part->begin(), part->end());
  }
  context.set_elements(0, std::move(all));
}

void infer_concat(InferContext& context) {
  context.set(0, context.dtype(0));
  if (context.input_count() == 0) fail("expected at least one input");
  Shape total;
  size_t axis = 0;
  for (size_t i = 0; i < context.input_count(); ++i) {
    const Shape* shape = context.shape(i);
    if (shape == nullptr) return;
    if (i == 0) {
      axis = normalize_axis(required_int(context.node(), "axis"), shape->size());
      total = *shape;
      continue;
    }
    if (shape->size() != total.size()) {
      fail("inputs of shapes {} and {} have different ranks", shape_text(total),
           shape_text(*shape));
    }
    for (size_t d = 0; d < total.size(); ++d) {
      total[d] = d == axis ? to_dim(add(Element(total[d]), Element((*shape)[d])))
                           : merge(total[d], (*shape)[d]);
    }
  }
  const bool vector = total.size() == 1;
  context.set(0, context.dtype(0), std::move(total));
  if (vector) concat_elements(context);
}

Results evaluate_concat(const EvalContext& context) {
  std::vector<int64_t> dims = context.input(0).dims();
  const DType dtype = context.input(0).dtype();
  const size_t axis = normalize_axis(required_int(context.node, "axis"), dims.size());
  for (size_t i = 1; i < context.inputs.size(); ++i) {
    const ir::Constant& next = context.input(i);
    std::vector<int64_t> expected = next.dims();
    if (next.dtype() != dtype || expected.size() != dims.size()) return {};
    expected[axis] = dims[axis];
    if (expected != dims) return {};
    dims[axis] += next.dims()[axis];
  }
  if (!fits(context, dtype, dims)) return {};
  int64_t outer = 1, inner = dtype_bits(dtype) / 8;
  for (size_t d = 0; d < dims.size(); ++d) {
    if (d < axis) outer *= dims[d];
    if (d > axis) inner *= dims[d];
  }
  std::vector<std::byte> bytes(byte_size(dtype, element_count(dims)));
  std::byte* to = bytes.data();
  for (int64_t block = 0; block < outer; ++block) {
    for (const ir::ConstantPtr& input : context.inputs) {
      const auto size = static_cast<size_t>(input->dims()[axis] * inner);
      if (size == 0) continue;
      std::memcpy(to, input->data().data() + static_cast<size_t>(block) * size, size);
      to += size;
    }
  }
  return {ir::Constant::make(dtype, std::move(dims), Bytes::own(std::move(bytes)))};
}

}  // namespace

std::vector<OpSpec> concat_ops() {
  return {{"Concat", infer_concat, evaluate_concat, {}, elementwise_rule}};
}

}  // namespace sprint::ops
