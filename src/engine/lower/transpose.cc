// Transpose and Slice: copies of strided views, or none at all where the layout already is as
// asked.
#include <algorithm>
#include <numeric>
#include <vector>

#include "base/error.h"
#include "engine/lower/rules.h"
#include "engine/strided_copy.h"
#include "ops/evaluate.h"

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

// Element `axis` of slice parameters that may leave `axes` and `steps` out.
struct Slice {
  Dims starts, ends, axes, steps;
};

Slice read_slice(const Lowering& plan, const ir::Node& node, size_t rank) {
  Slice slice{plan.constant(node, 1).to_ints(), plan.constant(node, 2).to_ints(), {}, {}};
  slice.axes.resize(slice.starts.size());
  std::iota(slice.axes.begin(), slice.axes.end(), int64_t{0});
  slice.steps.assign(slice.starts.size(), 1);
  if (node.input(3) != ir::kNoValue) slice.axes = plan.constant(node, 3).to_ints();
  if (node.input(4) != ir::kNoValue) slice.steps = plan.constant(node, 4).to_ints();
  const size_t count = slice.starts.size();
  if (slice.ends.size() != count || slice.axes.size() != count || slice.steps.size() != count) {
    fail("starts, ends, axes and steps must have the same length");
  }
  for (int64_t& axis : slice.axes) {
    if (axis < 0) axis += static_cast<int64_t>(rank);
    if (axis < 0 || axis >= static_cast<int64_t>(rank)) fail("axis {} of rank {}", axis, rank);
  }
  return slice;
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
  const Slice slice = read_slice(plan, node, input.dims.size());
  Dims dims = input.dims, strides = ops::dense_strides(input.dims);
  int64_t offset = 0;
  for (size_t i = 0; i < slice.axes.size(); ++i) {
    const auto axis = static_cast<size_t>(slice.axes[i]);
    const int64_t size = input.dims[axis];
    // A step beyond the end takes one element, however long it is.
    const int64_t step = std::clamp(slice.steps[i], -size - 1, size + 1);
    if (step == 0) fail("step 0 along axis {}", axis);
    const int64_t low = step > 0 ? 0 : -1, high = step > 0 ? size : size - 1;
    const auto place = [&](int64_t at) { return std::clamp(at < 0 ? at + size : at, low, high); };
    const int64_t start = place(slice.starts[i]), end = place(slice.ends[i]);
    const int64_t span = step > 0 ? end - start : start - end;
    const int64_t pace = step > 0 ? step : -step;
    dims[axis] = std::max<int64_t>(0, (span + pace - 1) / pace);
    offset += start * strides[axis];
    strides[axis] *= step;
  }
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, input.dtype, dims);
  plan.add("Slice", {in}, {out},
           strided_copy({dims, strides, ops::dense_strides(dims), offset, 0, element_bytes(input)},
                        in, out));
}

}  // namespace sprint::engine
