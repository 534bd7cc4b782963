// Functions of floats element by element, with numpy's broadcasting.
#include <string>
#include <unordered_map>

#include "base/error.h"
#include "engine/lower/broadcast_step.h"
#include "engine/lower/rules.h"
#include "engine/lower/unary.h"
#include "engine/rows.h"
#include "kernels/elementwise_f32/elementwise_f32.h"

namespace sprint::engine {
namespace {

using kernels::BinaryF32;
using kernels::UnaryF32;

BinaryF32 binary_of(const std::string& op_type) {
  static const std::unordered_map<std::string, BinaryF32> table{
      {"Add", BinaryF32::add}, {"Sub", BinaryF32::sub}, {"Mul", BinaryF32::mul},
      {"Div", BinaryF32::div}, {"Min", BinaryF32::min}, {"Max", BinaryF32::max}};
  return table.at(op_type);
}

void require_float(const Operand& operand) {
  if (operand.dtype == DType::float32) return;
  fail("an input is {}; the native runtime takes float32", dtype_name(operand.dtype));
}

}  // namespace

std::optional<UnaryF32> unary_of(const ir::Node& node) {
  static const std::unordered_map<std::string, UnaryF32> table{
      {"Exp", UnaryF32::exp},   {"Log", UnaryF32::log},    {"Sqrt", UnaryF32::sqrt},
      {"Neg", UnaryF32::neg},   {"Abs", UnaryF32::abs},    {"Tanh", UnaryF32::tanh},
      {"Erf", UnaryF32::erf},   {"Gelu", UnaryF32::gelu},  {"Reciprocal", UnaryF32::reciprocal},
      {"Ceil", UnaryF32::ceil}, {"Floor", UnaryF32::floor}};
  const auto found = table.find(node.op_type);
  if (found == table.end()) return std::nullopt;
  if (node.get("approximate", std::string("none")) != "none") return std::nullopt;
  return found->second;
}

void lower_binary(Lowering& plan, const ir::Node& node) {
  if (node.inputs.size() != 2)
    fail("the native runtime takes 2 inputs, got {}", node.inputs.size());
  require_float(plan.describe(node.inputs[0]));
  require_float(plan.describe(node.inputs[1]));
  const auto kernel = kernels::elementwise_f32_kernel(plan.isa()).binary;
  add_broadcast_step<float, float>(
      plan, node, node.inputs[0], node.inputs[1], DType::float32,
      [kernel, function = binary_of(node.op_type)](
          const float* a, const float* b, float* out, size_t count, bool a_is_scalar,
          bool b_is_scalar) { kernel(function, a, b, out, count, a_is_scalar, b_is_scalar); });
}

void lower_unary(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  require_float(input);
  const std::optional<UnaryF32> function = unary_of(node);
  if (!function) fail("the native runtime has no approximate {}", node.op_type);
  const bool last = plan.is_channels_last(node.inputs[0]);
  const Layout layout = last ? Layout::channels_last : Layout::plain;
  const OperandId in = last ? plan.channels_last(node.inputs[0]) : plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], layout, DType::float32, input.dims);
  const auto kernel = kernels::elementwise_f32_kernel(plan.isa()).unary;
  plan.add(node.op_type, {in}, {out},
           [=, rows = rows_of(plan[out]), function = *function](const Memory& memory) {
             for (int64_t n = 0; n < rows.images; ++n) {
               for (int64_t y = 0; y < rows.count; ++y) {
                 kernel(function, row_start<const float>(memory, in, layout, n, y),
                        row_start<float>(memory, out, layout, n, y), rows.length);
               }
             }
           });
}

}  // namespace sprint::engine
