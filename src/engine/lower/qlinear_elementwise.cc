// QLinearAdd, QLinearMul, QLinearSigmoid and QLinearLeakyRelu of com.microsoft.
#include <cmath>
#include <utility>

#include "base/error.h"
#include "engine/lower/broadcast_step.h"
#include "engine/lower/qlinear_add.h"
#include "engine/lower/rules.h"
#include "engine/lower/table.h"
#include "kernels/elementwise_u8/elementwise_u8.h"

namespace sprint::engine {
namespace {

void require_bytes(const Operand& operand) {
  if (operand.dtype == DType::uint8) return;
  fail("an input is {}; the native runtime takes uint8", dtype_name(operand.dtype));
}

// A function of inputs 0 and 3. The kernel takes its second operand as a scalar: where the first is
// one, they change places, and `swapped` are the parameters.
template <typename Kernel, typename Params>
void add_step(Lowering& plan, const ir::Node& node, Kernel kernel, const Params& params,
              const Params& swapped) {
  require_bytes(plan.describe(node.inputs[0]));
  require_bytes(plan.describe(node.inputs[3]));
  add_broadcast_step<uint8_t, uint8_t>(plan, node, node.inputs[0], node.inputs[3], DType::uint8,
                                       [=](const uint8_t* a, const uint8_t* b, uint8_t* out,
                                           size_t count, bool a_is_scalar, bool b_is_scalar) {
                                         if (a_is_scalar) {
                                           kernel(swapped, b, a, out, count, true);
                                         } else {
                                           kernel(params, a, b, out, count, b_is_scalar);
                                         }
                                       });
}

float function_of(const ir::Node& node, float x) {
  if (node.op_type == "QLinearSigmoid") return 1.0F / (1.0F + std::exp(-x));
  return x < 0 ? node.get("alpha", 0.01F) * x : x;
}

}  // namespace

void lower_qlinear_add(Lowering& plan, const ir::Node& node) {
  const kernels::AddU8Params params = read_qlinear_add(plan, node),
                             swapped{params.b_multiplier, params.a_multiplier, params.offset};
  add_step(plan, node, kernels::elementwise_u8_kernel(plan.isa()).add, params, swapped);
}

void lower_qlinear_mul(Lowering& plan, const ir::Node& node) {
  const kernels::MulU8Params params{
      plan.zero_point(node, 2), plan.zero_point(node, 5), plan.zero_point(node, 7),
      plan.scalar(node, 1) * plan.scalar(node, 4) / plan.scalar(node, 6)};
  kernels::MulU8Params swapped = params;
  std::swap(swapped.a_zero, swapped.b_zero);
  add_step(plan, node, kernels::elementwise_u8_kernel(plan.isa()).mul, params, swapped);
}

void lower_qlinear_function(Lowering& plan, const ir::Node& node) {
  require_bytes(plan.describe(node.inputs[0]));
  const FloatFunction function = [&node](const float* in, float* out, size_t count) {
    for (size_t i = 0; i < count; ++i) out[i] = function_of(node, in[i]);
  };
  const Table table = make_table(function, {plan.scalar(node, 1), plan.zero_point(node, 2)},
                                 {plan.scalar(node, 3), plan.zero_point(node, 4)});
  add_table_step(plan, node.op_type, node.inputs[0], node.outputs[0], table);
}

}  // namespace sprint::engine
