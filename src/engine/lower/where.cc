// Where, and QLinearWhere of com.microsoft, with numpy's broadcasting.
#include <algorithm>
#include <memory>
#include <vector>

#include "base/error.h"
#include "engine/lower/axes.h"
#include "engine/lower/rules.h"
#include "engine/lower/table.h"
#include "ops/evaluate.h"

namespace sprint::engine {
namespace {

using Dims = std::vector<int64_t>;

// Where the rows of three operands along the last axis of the result start, and their steps.
struct ThreeRows {
  Dims condition, a, b;
  int64_t length = 1, condition_step = 0, a_step = 0, b_step = 0;
};

// The starts of the rows of an operand of `dims`; its step along a row.
Dims plan_rows(const Dims& dims, const Dims& out, int64_t& step) {
  Dims strides = ops::broadcast_strides(dims, out), outer = out;
  step = 0;
  if (!out.empty()) {
    step = strides.back();
    strides.pop_back();
    outer.pop_back();
  }
  return ops::positions({outer, strides, 0});
}

// Which inputs hold what.
struct Places {
  size_t condition, a, b;
};

// out = condition ? from_a(a) : from_b(b).
template <typename T, typename FromA, typename FromB>
void add_where(Lowering& plan, const ir::Node& node, const Places& places, FromA from_a,
               FromB from_b) {
  const OperandId condition = plan.plain(node.inputs[places.condition]);
  const OperandId a = plan.plain(node.inputs[places.a]), b = plan.plain(node.inputs[places.b]);
  const Dims dims =
      ops::broadcast_dims(plan[condition].dims, ops::broadcast_dims(plan[a].dims, plan[b].dims));
  auto rows = std::make_shared<ThreeRows>();
  rows->length = dims.empty() ? 1 : dims.back();
  rows->condition = plan_rows(plan[condition].dims, dims, rows->condition_step);
  rows->a = plan_rows(plan[a].dims, dims, rows->a_step);
  rows->b = plan_rows(plan[b].dims, dims, rows->b_step);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, plan[a].dtype, dims);
  plan.add(node.op_type, {condition, a, b}, {out}, [=](const Memory& memory) {
    T* to = memory.data<T>(out);
    for (size_t r = 0; r < rows->condition.size(); ++r) {
      const uint8_t* c = memory.data<const uint8_t>(condition) + rows->condition[r];
      const T* x = memory.data<const T>(a) + rows->a[r];
      const T* y = memory.data<const T>(b) + rows->b[r];
      for (int64_t i = 0; i < rows->length; ++i) {
        *to++ = c[i * rows->condition_step] != 0 ? from_a(x[i * rows->a_step])
                                                 : from_b(y[i * rows->b_step]);
      }
    }
  });
}

void require_type(Lowering& plan, ir::ValueId id, DType dtype) {
  const DType given = plan.describe(id).dtype;
  if (given != dtype) fail("an input is {}; expected {}", dtype_name(given), dtype_name(dtype));
}

// From the scale and zero point of one tensor, inputs `from` and `from` + 1, to those of another.
Table requantization(const Lowering& plan, const ir::Node& node, size_t from, size_t to) {
  const FloatFunction same = [](const float* in, float* out, size_t count) {
    std::copy_n(in, count, out);
  };
  return make_table(same, {plan.scalar(node, from), plan.zero_point(node, from + 1)},
                    {plan.scalar(node, to), plan.zero_point(node, to + 1)});
}

}  // namespace

void lower_where(Lowering& plan, const ir::Node& node) {
  require_type(plan, node.inputs[0], DType::boolean);
  const Operand a = plan.describe(node.inputs[1]);
  require_type(plan, node.inputs[2], a.dtype);
  const auto same = [](auto value) { return value; };
  switch (element_bytes(a)) {
    case 1:
      return add_where<uint8_t>(plan, node, {0, 1, 2}, same, same);
    case 4:
      return add_where<uint32_t>(plan, node, {0, 1, 2}, same, same);
    case 8:
      return add_where<uint64_t>(plan, node, {0, 1, 2}, same, same);
    default:
      fail("the inputs are {}; the native runtime takes 8, 32 and 64 bits", dtype_name(a.dtype));
  }
}

// Inputs: condition; x, its scale and zero point; y and its; scale and zero point of the result.
void lower_qlinear_where(Lowering& plan, const ir::Node& node) {
  require_type(plan, node.inputs[0], DType::boolean);
  require_type(plan, node.inputs[1], DType::uint8);
  require_type(plan, node.inputs[4], DType::uint8);
  const Table a = requantization(plan, node, 2, 7), b = requantization(plan, node, 5, 7);
  add_where<uint8_t>(
      plan, node, {0, 1, 4}, [a](uint8_t x) { return a[x]; }, [b](uint8_t y) { return b[y]; });
}

}  // namespace sprint::engine
