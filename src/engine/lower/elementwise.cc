// Functions of floats element by element, with numpy's broadcasting.
#include <algorithm>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/error.h"
#include "engine/lower/rules.h"
#include "engine/rows.h"
#include "kernels/elementwise_f32/elementwise_f32.h"
#include "ops/evaluate.h"

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

UnaryF32 unary_of(const std::string& op_type) {
  static const std::unordered_map<std::string, UnaryF32> table{
      {"Exp", UnaryF32::exp},   {"Log", UnaryF32::log},    {"Sqrt", UnaryF32::sqrt},
      {"Neg", UnaryF32::neg},   {"Abs", UnaryF32::abs},    {"Tanh", UnaryF32::tanh},
      {"Erf", UnaryF32::erf},   {"Gelu", UnaryF32::gelu},  {"Reciprocal", UnaryF32::reciprocal},
      {"Ceil", UnaryF32::ceil}, {"Floor", UnaryF32::floor}};
  return table.at(op_type);
}

void require_float(const Operand& operand) {
  if (operand.dtype == DType::float32) return;
  fail("an input is {}; the native runtime takes float32", dtype_name(operand.dtype));
}

// One call of the kernel: a run of the output and where its operands start.
struct Run {
  int64_t out = 0, a = 0, b = 0;
};

// Broadcasting as runs along the last dimensions over which each operand is either whole or one
// element.
struct Broadcast {
  std::vector<Run> runs;
  size_t length = 1;
  bool a_is_scalar = false, b_is_scalar = false;
};

Broadcast plan_broadcast(const std::vector<int64_t>& a, const std::vector<int64_t>& b,
                         const std::vector<int64_t>& out) {
  const std::vector<int64_t> a_strides = ops::broadcast_strides(a, out);
  const std::vector<int64_t> b_strides = ops::broadcast_strides(b, out);
  Broadcast result;
  size_t outer = out.size();
  int64_t length = 1;
  // An operand walks with the output (its stride is the run's length) or stands still.
  const auto kind = [&](const std::vector<int64_t>& strides) {
    return strides[outer - 1] == length ? 1 : strides[outer - 1] == 0 ? 0 : -1;
  };
  int a_kind = -1, b_kind = -1;
  for (; outer > 0; --outer) {
    if (out[outer - 1] == 1) continue;
    const int a_next = kind(a_strides), b_next = kind(b_strides);
    if (a_next < 0 || b_next < 0) break;
    if (length > 1 && (a_next != a_kind || b_next != b_kind)) break;
    a_kind = a_next;
    b_kind = b_next;
    length *= out[outer - 1];
  }
  result.length = static_cast<size_t>(length);
  result.a_is_scalar = a_kind == 0;
  result.b_is_scalar = b_kind == 0;
  const auto front = [&](const std::vector<int64_t>& all) {
    return std::vector<int64_t>(all.begin(), all.begin() + static_cast<ptrdiff_t>(outer));
  };
  const auto a_starts = ops::positions({front(out), front(a_strides), 0});
  const auto b_starts = ops::positions({front(out), front(b_strides), 0});
  for (size_t i = 0; i < a_starts.size(); ++i) {
    result.runs.push_back({static_cast<int64_t>(i) * length, a_starts[i], b_starts[i]});
  }
  return result;
}

// Both operands are channels_last images of the same shape.
bool same_images(const Lowering& plan, const ir::Node& node, const Operand& a, const Operand& b) {
  return a.dims == b.dims && plan.is_channels_last(node.inputs[0]) &&
         plan.is_channels_last(node.inputs[1]);
}

void add_image_step(Lowering& plan, const ir::Node& node, const Operand& type) {
  const OperandId a = plan.channels_last(node.inputs[0]), b = plan.channels_last(node.inputs[1]);
  const OperandId out = plan.make(node.outputs[0], Layout::channels_last, type.dtype, type.dims);
  const auto kernel = kernels::elementwise_f32_kernel(plan.isa()).binary;
  const BinaryF32 function = binary_of(node.op_type);
  constexpr Layout kLast = Layout::channels_last;
  plan.add(node.op_type, {a, b}, {out}, [=, rows = rows_of(plan[out])](const Memory& memory) {
    for (int64_t n = 0; n < rows.images; ++n) {
      for (int64_t y = 0; y < rows.count; ++y) {
        kernel(function, row_start<const float>(memory, a, kLast, n, y),
               row_start<const float>(memory, b, kLast, n, y),
               row_start<float>(memory, out, kLast, n, y), rows.length, false, false);
      }
    }
  });
}

}  // namespace

void lower_binary(Lowering& plan, const ir::Node& node) {
  if (node.inputs.size() != 2)
    fail("the native runtime takes 2 inputs, got {}", node.inputs.size());
  const Operand first = plan.describe(node.inputs[0]), second = plan.describe(node.inputs[1]);
  require_float(first);
  require_float(second);
  if (same_images(plan, node, first, second)) return add_image_step(plan, node, first);
  const OperandId a = plan.plain(node.inputs[0]), b = plan.plain(node.inputs[1]);
  const std::vector<int64_t> dims = ops::broadcast_dims(first.dims, second.dims);
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::float32, dims);
  const auto kernel = kernels::elementwise_f32_kernel(plan.isa()).binary;
  const BinaryF32 function = binary_of(node.op_type);
  auto shape = std::make_shared<Broadcast>(plan_broadcast(first.dims, second.dims, dims));
  plan.add(node.op_type, {a, b}, {out}, [=](const Memory& memory) {
    for (const Run& run : shape->runs) {
      kernel(function, memory.data<const float>(a) + run.a, memory.data<const float>(b) + run.b,
             memory.data<float>(out) + run.out, shape->length, shape->a_is_scalar,
             shape->b_is_scalar);
    }
  });
}

void lower_unary(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  require_float(input);
  if (node.get("approximate", std::string("none")) != "none") fail("approximate Gelu");
  const bool last = plan.is_channels_last(node.inputs[0]);
  const Layout layout = last ? Layout::channels_last : Layout::plain;
  const OperandId in = last ? plan.channels_last(node.inputs[0]) : plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], layout, DType::float32, input.dims);
  const auto kernel = kernels::elementwise_f32_kernel(plan.isa()).unary;
  const UnaryF32 function = unary_of(node.op_type);
  plan.add(node.op_type, {in}, {out}, [=, rows = rows_of(plan[out])](const Memory& memory) {
    for (int64_t n = 0; n < rows.images; ++n) {
      for (int64_t y = 0; y < rows.count; ++y) {
        kernel(function, row_start<const float>(memory, in, layout, n, y),
               row_start<float>(memory, out, layout, n, y), rows.length);
      }
    }
  });
}

}  // namespace sprint::engine
