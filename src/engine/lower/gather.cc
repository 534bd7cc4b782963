// Gather along one axis, by constant or computed indices.
#include <cstring>
#include <vector>

#include "base/error.h"
#include "engine/lower/axes.h"
#include "engine/lower/rules.h"

namespace sprint::engine {
namespace {

using Dims = std::vector<int64_t>;

// `outer` times, `count` slices of `bytes` bytes out of `size`.
struct Slices {
  int64_t outer = 1, size = 1, count = 1, bytes = 1;
};

void check(int64_t index, int64_t size) {
  if (index < -size || index >= size) fail("index {} of {} elements", index, size);
}

void check_constant(const Lowering& plan, const ir::Node& node, int64_t size) {
  const ir::ConstantPtr indices = plan.graph().constant(node.inputs[1]);
  if (indices == nullptr) return;
  for (const int64_t index : indices->to_ints()) check(index, size);
}

template <typename Index>
void gather(const Slices& slices, const std::byte* from, const std::byte* indices, std::byte* to) {
  const auto bytes = static_cast<size_t>(slices.bytes);
  for (int64_t i = 0; i < slices.outer; ++i, from += slices.size * slices.bytes) {
    for (int64_t k = 0; k < slices.count; ++k, to += bytes) {
      Index given;
      std::memcpy(&given, indices + static_cast<size_t>(k) * sizeof(Index), sizeof(Index));
      check(given, slices.size);
      const int64_t index = given < 0 ? given + slices.size : given;
      std::memcpy(to, from + index * slices.bytes, bytes);
    }
  }
}

}  // namespace

void lower_gather(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]), indices = plan.describe(node.inputs[1]);
  const bool narrow = indices.dtype == DType::int32;
  if (!narrow && indices.dtype != DType::int64) {
    fail("the indices are {}; expected int32 or int64", dtype_name(indices.dtype));
  }
  const size_t axis = axis_within(node.get<int64_t>("axis", 0), input.dims.size());
  const auto size = static_cast<int64_t>(element_bytes(input));
  check_constant(plan, node, input.dims[axis]);
  const Slices slices{product(input.dims, 0, axis), input.dims[axis], indices.count(),
                      product(input.dims, axis + 1, input.dims.size()) * size};
  if (slices.size == 0 && slices.count != 0) fail("axis {} has no elements", axis);
  Dims dims = input.dims;
  const auto at = dims.erase(dims.begin() + static_cast<ptrdiff_t>(axis));
  dims.insert(at, indices.dims.begin(), indices.dims.end());
  const OperandId in = plan.plain(node.inputs[0]), places = plan.plain(node.inputs[1]);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, input.dtype, dims);
  plan.add("Gather", {in, places}, {out}, [=](const Memory& memory) {
    const auto run = narrow ? gather<int32_t> : gather<int64_t>;
    run(slices, memory.data<const std::byte>(in), memory.data<const std::byte>(places),
        memory.data<std::byte>(out));
  });
}

}  // namespace sprint::engine
