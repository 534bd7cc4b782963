// NonZero: the indices of elements that are not 0, [rank][how many].
#include <vector>

#include "base/error.h"
#include "engine/lower/rules.h"
#include "ops/evaluate.h"

namespace sprint::engine {
namespace {

template <typename T>
int64_t count_non_zero(const T* in, int64_t count) {
  int64_t found = 0;
  for (int64_t i = 0; i < count; ++i) found += in[i] != T{0} ? 1 : 0;
  return found;
}

template <typename T>
void add_step(Lowering& plan, const ir::Node& node, const Operand& input) {
  const std::vector<int64_t> dims = input.dims, strides = ops::dense_strides(dims);
  const int64_t count = input.count();
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out =
      plan.make_open(node.outputs[0], DType::int64, {static_cast<int64_t>(dims.size()), count}, 1);
  const OperandId extent = plan[out].extent;
  plan.add("NonZero", {in}, {out, extent}, [=](const Memory& memory) {
    const T* from = memory.data<const T>(in);
    const int64_t found = count_non_zero(from, count);
    *memory.data<int64_t>(extent) = found;
    int64_t* to = memory.data<int64_t>(out);
    for (int64_t i = 0; i < count; ++i) {
      if (from[i] == T{0}) continue;
      for (size_t axis = 0; axis < dims.size(); ++axis) {
        to[static_cast<int64_t>(axis) * found] = i / strides[axis] % dims[axis];
      }
      ++to;
    }
  });
}

}  // namespace

void lower_non_zero(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  switch (input.dtype) {
    case DType::float32:
      return add_step<float>(plan, node, input);
    case DType::int32:
      return add_step<int32_t>(plan, node, input);
    case DType::int64:
      return add_step<int64_t>(plan, node, input);
    case DType::uint8:
    case DType::boolean:
      return add_step<uint8_t>(plan, node, input);
    default:
      fail("the input is {}; the native runtime takes float32, int32, int64, uint8 and boolean",
           dtype_name(input.dtype));
  }
}

}  // namespace sprint::engine
