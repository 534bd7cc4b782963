// Split along one axis.
#include <algorithm>
#include <vector>

#include "base/error.h"
#include "engine/lower/axes.h"
#include "engine/lower/rules.h"
#include "engine/strided_copy.h"
#include "ops/evaluate.h"

namespace sprint::engine {
namespace {

using Dims = std::vector<int64_t>;

// The sizes of all parts: given, or equal but for a smaller last one.
Dims part_sizes(const Lowering& plan, const ir::Node& node, int64_t whole) {
  Dims sizes =
      node.input(1) != ir::kNoValue ? plan.constant(node, 1).to_ints() : node.get("split", Dims{});
  const auto count = static_cast<int64_t>(node.outputs.size());
  if (sizes.empty()) {
    const int64_t size = (whole + count - 1) / count;
    for (int64_t i = 0; i < count; ++i) {
      sizes.push_back(std::max<int64_t>(0, std::min(size, whole - i * size)));
    }
  }
  int64_t sum = 0;
  for (const int64_t size : sizes) {
    if (size < 0 || size > whole) fail("a part of {} elements of {}", size, whole);
    sum += size;
  }
  if (static_cast<int64_t>(sizes.size()) != count || sum != whole) {
    fail("parts {} do not make {} outputs of {} elements", dims_text(sizes), count, whole);
  }
  return sizes;
}

void take_plain(Lowering& plan, OperandId in, ir::ValueId result, size_t axis, int64_t first,
                int64_t count) {
  const Operand input = plan[in];
  const Dims strides = ops::dense_strides(input.dims);
  Dims dims = input.dims;
  dims[axis] = count;
  const OperandId out = plan.make(result, Layout::plain, input.dtype, dims);
  plan.add("Split", {in}, {out},
           strided_copy({dims, strides, ops::dense_strides(dims), first * strides[axis], 0,
                         element_bytes(input)},
                        in, out));
}

}  // namespace

void lower_split(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const size_t axis = axis_within(node.get<int64_t>("axis", 0), input.dims.size());
  const Dims sizes = part_sizes(plan, node, input.dims[axis]);
  const bool channels = axis == 1 && plan.is_channels_last(node.inputs[0]);
  const OperandId in = channels ? plan.image(node.inputs[0]) : plan.plain(node.inputs[0]);
  int64_t first = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    const ir::ValueId result = node.outputs[i];
    if (result == ir::kNoValue) {
      // Nobody takes this part.
    } else if (channels) {
      plan.make_slice(result, in, first, sizes[i]);
    } else {
      take_plain(plan, in, result, axis, first, sizes[i]);
    }
    first += sizes[i];
  }
}

}  // namespace sprint::engine
