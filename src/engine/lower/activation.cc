// Relu, Clip, LeakyRelu, HardSigmoid, HardSwish and Sigmoid on floats.
#include "engine/lower/activation.h"

#include <algorithm>
#include <limits>
#include <string>

#include "base/error.h"
#include "engine/lower/rules.h"
#include "engine/lower/table.h"
#include "engine/rows.h"
#include "kernels/elementwise_f32/elementwise_f32.h"

namespace sprint::engine {
namespace {

using kernels::Activation;
using kernels::ActivationKind;

constexpr float kInfinity = std::numeric_limits<float>::infinity();

std::optional<float> bound(const Lowering& plan, const ir::Node& node, size_t index,
                           float fallback) {
  if (node.input(index) == ir::kNoValue) return fallback;
  const ir::ConstantPtr constant = plan.graph().constant(node.input(index));
  if (constant == nullptr || constant->count() != 1) return std::nullopt;
  return constant->to_floats()[0];
}

std::optional<Activation> clip(const Lowering& plan, const ir::Node& node) {
  const auto low = bound(plan, node, 1, -kInfinity), high = bound(plan, node, 2, kInfinity);
  if (!low || !high) return std::nullopt;
  return Activation{ActivationKind::clamp, *low, *high, 0, 0};
}

// Clip on uint8, whose bounds are uint8.
void clip_bytes(Lowering& plan, const ir::Node& node) {
  const std::optional<Activation> bounds = clip(plan, node);
  if (!bounds) fail("its bounds must be constant for the native runtime");
  Table table{};
  for (size_t i = 0; i < table.size(); ++i) {
    const float least = std::max(static_cast<float>(i), bounds->low);
    table[i] = static_cast<uint8_t>(std::min(least, bounds->high));
  }
  add_table_step(plan, node.op_type, node.inputs[0], node.outputs[0], table);
}

}  // namespace

std::optional<Activation> activation_of(const Lowering& plan, const ir::Node& node) {
  const std::string& op = node.op_type;
  if (op == "Relu") return Activation{ActivationKind::clamp, 0, kInfinity, 0, 0};
  if (op == "Clip") return clip(plan, node);
  if (op == "LeakyRelu") {
    return Activation{ActivationKind::leaky_relu, 0, 0, node.get("alpha", 0.01F), 0};
  }
  if (op == "HardSigmoid") {
    return Activation{ActivationKind::hard_sigmoid, 0, 0, node.get("alpha", 0.2F),
                      node.get("beta", 0.5F)};
  }
  if (op == "HardSwish") return Activation{ActivationKind::hard_swish, 0, 0, 0, 0};
  if (op == "Sigmoid") return Activation{ActivationKind::sigmoid, 0, 0, 0, 0};
  return std::nullopt;
}

ir::ValueId fuse_activation(Lowering& plan, ir::ValueId result, Activation& activation) {
  const ir::Node* next = plan.only_user(result);
  if (next == nullptr) return result;
  const std::optional<Activation> found = activation_of(plan, *next);
  if (!found) return result;
  activation = *found;
  plan.skip(*next);
  return next->outputs[0];
}

void lower_activation(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  if (input.dtype == DType::uint8 && node.op_type == "Clip") return clip_bytes(plan, node);
  const std::optional<Activation> activation = activation_of(plan, node);
  if (!activation) fail("its bounds must be constant for the native runtime");
  if (input.dtype != DType::float32) {
    fail("the input is {}; the native runtime takes float32", dtype_name(input.dtype));
  }
  const Layout layout =
      plan.is_channels_last(node.inputs[0]) ? Layout::channels_last : Layout::plain;
  const OperandId in =
      layout == Layout::plain ? plan.plain(node.inputs[0]) : plan.channels_last(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], layout, DType::float32, input.dims);
  const auto activate = kernels::elementwise_f32_kernel(plan.isa()).activate;
  plan.add(node.op_type, {in}, {out},
           [=, rows = rows_of(plan[out]), function = *activation](const Memory& memory) {
             for (int64_t n = 0; n < rows.images; ++n) {
               for (int64_t y = 0; y < rows.count; ++y) {
                 activate(function, row_start<const float>(memory, in, layout, n, y),
                          row_start<float>(memory, out, layout, n, y), rows.length);
               }
             }
           });
}

}  // namespace sprint::engine
