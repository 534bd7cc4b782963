// Comparisons, logic, Pow and PRelu element by element.
#include <cmath>
#include <functional>
#include <string>

#include "base/error.h"
#include "engine/lower/broadcast_step.h"
#include "engine/lower/rules.h"

namespace sprint::engine {
namespace {

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

}  // namespace sprint::engine
