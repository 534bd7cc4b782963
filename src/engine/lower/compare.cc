// Comparisons, logic, Pow and PRelu element by element, and Where.
#include <cmath>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/lower/axes.h"
#include "engine/lower/broadcast_step.h"
#include "engine/lower/rules.h"
#include "ops/evaluate.h"

namespace sprint::engine {
namespace {

using Dims = std::vector<int64_t>;

void require_type(const Operand& operand, DType dtype) {
  if (operand.dtype == dtype) return;
  fail("an input is {}; the native runtime takes {}", dtype_name(operand.dtype), dtype_name(dtype));
}

// A step of out = function(a, b) on inputs 0 and 1.
template <typename In, typename Out, typename Function>
void add_pairwise(Lowering& plan, const ir::Node& node, DType dtype, Function function) {
  add_broadcast_step<In, Out>(plan, node, node.inputs[0], node.inputs[1], dtype,
                              [function](const In* a, const In* b, Out* out, size_t count,
                                         bool a_is_scalar, bool b_is_scalar) {
                                const size_t a_step = a_is_scalar ? 0 : 1,
                                             b_step = b_is_scalar ? 0 : 1;
                                for (size_t i = 0; i < count; ++i) {
                                  out[i] = static_cast<Out>(function(a[i * a_step], b[i * b_step]));
                                }
                              });
}

template <typename T>
void compare(Lowering& plan, const ir::Node& node) {
  const std::string& op = node.op_type;
  constexpr DType kResult = DType::boolean;
  if (op == "Equal") return add_pairwise<T, uint8_t>(plan, node, kResult, std::equal_to<T>());
  if (op == "Less") return add_pairwise<T, uint8_t>(plan, node, kResult, std::less<T>());
  if (op == "Greater") return add_pairwise<T, uint8_t>(plan, node, kResult, std::greater<T>());
  if (op == "LessOrEqual") {
    return add_pairwise<T, uint8_t>(plan, node, kResult, std::less_equal<T>());
  }
  add_pairwise<T, uint8_t>(plan, node, kResult, std::greater_equal<T>());
}

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

template <typename T>
void select(const ThreeRows& rows, const uint8_t* condition, const T* a, const T* b, T* out) {
  for (size_t r = 0; r < rows.condition.size(); ++r) {
    const uint8_t* c = condition + rows.condition[r];
    const T* x = a + rows.a[r];
    const T* y = b + rows.b[r];
    for (int64_t i = 0; i < rows.length; ++i) {
      *out++ = c[i * rows.condition_step] != 0 ? x[i * rows.a_step] : y[i * rows.b_step];
    }
  }
}

template <typename T>
void add_where(Lowering& plan, const ir::Node& node) {
  const OperandId condition = plan.plain(node.inputs[0]);
  const OperandId a = plan.plain(node.inputs[1]), b = plan.plain(node.inputs[2]);
  const Dims dims =
      ops::broadcast_dims(plan[condition].dims, ops::broadcast_dims(plan[a].dims, plan[b].dims));
  auto rows = std::make_shared<ThreeRows>();
  rows->length = dims.empty() ? 1 : dims.back();
  rows->condition = plan_rows(plan[condition].dims, dims, rows->condition_step);
  rows->a = plan_rows(plan[a].dims, dims, rows->a_step);
  rows->b = plan_rows(plan[b].dims, dims, rows->b_step);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, plan[a].dtype, dims);
  plan.add("Where", {condition, a, b}, {out}, [=](const Memory& memory) {
    select<T>(*rows, memory.data<const uint8_t>(condition), memory.data<const T>(a),
              memory.data<const T>(b), memory.data<T>(out));
  });
}

}  // namespace

void lower_compare(Lowering& plan, const ir::Node& node) {
  const Operand a = plan.describe(node.inputs[0]);
  require_type(plan.describe(node.inputs[1]), a.dtype);
  switch (a.dtype) {
    case DType::float32:
      return compare<float>(plan, node);
    case DType::int32:
      return compare<int32_t>(plan, node);
    case DType::int64:
      return compare<int64_t>(plan, node);
    case DType::uint8:
    case DType::boolean:
      return compare<uint8_t>(plan, node);
    default:
      fail("the inputs are {}; the native runtime compares float32, int32, int64, uint8, boolean",
           dtype_name(a.dtype));
  }
}

void lower_logic(Lowering& plan, const ir::Node& node) {
  for (const ir::ValueId id : node.inputs) require_type(plan.describe(id), DType::boolean);
  const auto add = [&](auto function) {
    add_pairwise<uint8_t, uint8_t>(plan, node, DType::boolean, function);
  };
  if (node.op_type == "And") return add([](uint8_t a, uint8_t b) { return a != 0 && b != 0; });
  if (node.op_type == "Or") return add([](uint8_t a, uint8_t b) { return a != 0 || b != 0; });
  add([](uint8_t a, uint8_t b) { return (a != 0) != (b != 0); });
}

void lower_pow(Lowering& plan, const ir::Node& node) {
  require_type(plan.describe(node.inputs[0]), DType::float32);
  require_type(plan.describe(node.inputs[1]), DType::float32);
  const ir::ConstantPtr exponent = plan.graph().constant(node.inputs[1]);
  if (exponent != nullptr && exponent->count() == 1 && exponent->to_floats()[0] == 2) {
    return add_pairwise<float, float>(plan, node, DType::float32,
                                      [](float x, float) { return x * x; });
  }
  add_pairwise<float, float>(plan, node, DType::float32,
                             [](float x, float y) { return std::pow(x, y); });
}

void lower_prelu(Lowering& plan, const ir::Node& node) {
  require_type(plan.describe(node.inputs[0]), DType::float32);
  require_type(plan.describe(node.inputs[1]), DType::float32);
  add_pairwise<float, float>(plan, node, DType::float32,
                             [](float x, float slope) { return x < 0 ? slope * x : x; });
}

void lower_where(Lowering& plan, const ir::Node& node) {
  require_type(plan.describe(node.inputs[0]), DType::boolean);
  const Operand a = plan.describe(node.inputs[1]);
  require_type(plan.describe(node.inputs[2]), a.dtype);
  switch (element_bytes(a)) {
    case 1:
      return add_where<uint8_t>(plan, node);
    case 4:
      return add_where<uint32_t>(plan, node);
    case 8:
      return add_where<uint64_t>(plan, node);
    default:
      fail("the inputs are {}; the native runtime takes 8, 32 and 64 bits", dtype_name(a.dtype));
  }
}

}  // namespace sprint::engine
