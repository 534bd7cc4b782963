// Transpose and Slice: copies of strided views, or none at all where the layout already is as
// asked.
#include <algorithm>
#include <numeric>
#include <vector>

#include "base/error.h"
#include "engine/lower/rules.h"
#include "engine/strided_copy.h"
#include "ops/evaluate.h"
#include "ops/slice_bounds.h"

namespace sprint::engine {
namespace {

using Dims = std::vector<int64_t>;

size_t element_bytes(const Operand& operand) {
  const int bits = dtype_bits(operand.dtype);
  if (bits < 8) fail("the native runtime moves no elements of {}", dtype_name(operand.dtype));
  return static_cast<size_t>(bits) / 8;
}

Dims dims_at(const Dims& dims, const Dims& order) {
  Dims result;
  for (const int64_t axis : order) result.push_back(dims[static_cast<size_t>(axis)]);
  return result;
}

// Input `index`, which must be constant; empty where it is left out.
Dims optional_ints(const Lowering& plan, const ir::Node& node, size_t index) {
  return node.input(index) == ir::kNoValue ? Dims{} : plan.constant(node, index).to_ints();
}

// The axis of the input that each axis of the result is; reversed where not given.
Dims read_order(const ir::Node& node, size_t rank) {
  Dims axes(rank);
  std::iota(axes.begin(), axes.end(), int64_t{0});
  Dims order = node.get("perm", Dims(axes.rbegin(), axes.rend()));
  if (!std::ranges::is_permutation(order, axes)) {
    fail("perm {} is no order of {} axes", dims_text(order), rank);
  }
  return order;
}

}  // namespace

void lower_transpose(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const Dims order = read_order(node, input.dims.size());
  const bool to_pixels = order == Dims{0, 2, 3, 1};
  if (to_pixels && plan.is_channels_last(node.inputs[0])) {
    const OperandId source = plan.channels_last(node.inputs[0]);
    if (plan.may_alias(source)) {
      plan.make_alias(node.outputs[0], Layout::plain, dims_at(input.dims, order), source);
      return;
    }
  }
  if (order == Dims{0, 3, 1, 2}) {
    const OperandId source = plan.plain(node.inputs[0]);
    plan.make_alias(node.outputs[0], Layout::channels_last, dims_at(input.dims, order), source);
    return;
  }
  const OperandId in = plan.plain(node.inputs[0]);
  const Dims dims = dims_at(input.dims, order);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, input.dtype, dims);
  plan.add("Transpose", {in}, {out},
           strided_copy({dims, dims_at(ops::dense_strides(input.dims), order),
                         ops::dense_strides(dims), 0, 0, element_bytes(input)},
                        in, out));
}

void lower_slice(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const ops::StridedView view = ops::slice_view(
      input.dims,
      ops::cuts_of(plan.constant(node, 1).to_ints(), plan.constant(node, 2).to_ints(),
                   optional_ints(plan, node, 3), optional_ints(plan, node, 4), input.dims.size()));
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, input.dtype, view.dims);
  plan.add("Slice", {in}, {out},
           strided_copy({view.dims, view.strides, ops::dense_strides(view.dims), view.offset, 0,
                         element_bytes(input)},
                        in, out));
}

}  // namespace sprint::engine
