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
  for (const int64_t size : sizes) sum += size;
  if (static_cast<int64_t>(sizes.size()) != count || sum != whole) {
    fail("parts {} do not make {} outputs of {} elements", dims_text(sizes), count, whole);
  }
  return sizes;
}

// Channels first .. first + count of an image that is channels_last.
template <typename T>
void take_channels(Lowering& plan, OperandId in, ir::ValueId result, int64_t first, int64_t count) {
  Dims dims = plan[in].dims;
  dims[1] = count;
  const OperandId out = plan.make(result, Layout::channels_last, plan[in].dtype, dims);
  plan.add("Split", {in}, {out}, [=, batch = dims[0]](const Memory& memory) {
    for (int64_t n = 0; n < batch; ++n) {
      const auto from = memory.image<const T>(in, n);
      const auto to = memory.image<T>(out, n);
      for (int32_t y = 0; y < to.height; ++y) {
        const T* source = from.data + y * from.row_stride + first;
        T* target = to.data + y * to.row_stride;
        for (int32_t x = 0; x < to.width; ++x) {
          std::copy_n(source + x * from.pixel_stride, count, target + x * to.pixel_stride);
        }
      }
    }
  });
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
  const OperandId in = channels ? plan.channels_last(node.inputs[0]) : plan.plain(node.inputs[0]);
  int64_t first = 0;
  for (size_t i = 0; i < sizes.size(); ++i) {
    const ir::ValueId result = node.outputs[i];
    if (result == ir::kNoValue) {
      // Nobody takes this part.
    } else if (!channels) {
      take_plain(plan, in, result, axis, first, sizes[i]);
    } else if (element_bytes(input) == 1) {
      take_channels<uint8_t>(plan, in, result, first, sizes[i]);
    } else {
      take_channels<uint32_t>(plan, in, result, first, sizes[i]);
    }
    first += sizes[i];
  }
}

}  // namespace sprint::engine
