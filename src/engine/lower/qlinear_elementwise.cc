// QLinearAdd, QLinearMul, QLinearSigmoid and QLinearLeakyRelu of com.microsoft.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <utility>

#include "base/error.h"
#include "engine/lower/rules.h"
#include "engine/rows.h"
#include "kernels/elementwise_u8/elementwise_u8.h"

namespace sprint::engine {
namespace {

// Inputs 0 and 3 with the same layout and shape; input 3 may be one element.
struct Pair {
  OperandId a = kNoOperand, b = kNoOperand, out = kNoOperand;
  Layout layout = Layout::plain;
  bool b_is_scalar = false;
  Rows rows;
};

Pair make_pair(Lowering& plan, const ir::Node& node) {
  const Operand a = plan.describe(node.inputs[0]), b = plan.describe(node.inputs[3]);
  if (a.dtype != DType::uint8 || b.dtype != DType::uint8) {
    fail("the inputs are {} and {}; the native runtime takes uint8", dtype_name(a.dtype),
         dtype_name(b.dtype));
  }
  Pair pair;
  pair.b_is_scalar = b.count() == 1 && a.count() != 1;
  if (!pair.b_is_scalar && a.dims != b.dims) {
    fail("shapes {} and {} differ; the native runtime adds and multiplies 8 bits of one shape",
         dims_text(a.dims), dims_text(b.dims));
  }
  const bool last = plan.is_channels_last(node.inputs[0]);
  pair.layout = last ? Layout::channels_last : Layout::plain;
  const auto place = [&](ir::ValueId id) { return last ? plan.channels_last(id) : plan.plain(id); };
  pair.a = place(node.inputs[0]);
  pair.b = pair.b_is_scalar ? plan.plain(node.inputs[3]) : place(node.inputs[3]);
  pair.out = plan.make(node.outputs[0], pair.layout, DType::uint8, a.dims);
  pair.rows = rows_of(plan[pair.out]);
  return pair;
}

template <typename Kernel, typename Params>
void add_step(Lowering& plan, const ir::Node& node, const Pair& pair, Kernel kernel,
              const Params& params) {
  plan.add(node.op_type, {pair.a, pair.b}, {pair.out}, [=](const Memory& memory) {
    for (int64_t n = 0; n < pair.rows.images; ++n) {
      for (int64_t y = 0; y < pair.rows.count; ++y) {
        const uint8_t* b = pair.b_is_scalar
                               ? memory.data<const uint8_t>(pair.b)
                               : row_start<const uint8_t>(memory, pair.b, pair.layout, n, y);
        kernel(params, row_start<const uint8_t>(memory, pair.a, pair.layout, n, y), b,
               row_start<uint8_t>(memory, pair.out, pair.layout, n, y), pair.rows.length,
               pair.b_is_scalar);
      }
    }
  });
}

float function_of(const ir::Node& node, float x) {
  if (node.op_type == "QLinearSigmoid") return 1.0F / (1.0F + std::exp(-x));
  return x < 0 ? node.get("alpha", 0.01F) * x : x;
}

}  // namespace

void lower_qlinear_add(Lowering& plan, const ir::Node& node) {
  const Pair pair = make_pair(plan, node);
  const float out = plan.scalar(node, 6);
  const kernels::AddU8Params params{plan.zero_point(node, 2),
                                    plan.zero_point(node, 5),
                                    plan.zero_point(node, 7),
                                    plan.scalar(node, 1) / out,
                                    plan.scalar(node, 4) / out,
                                    0,
                                    255};
  add_step(plan, node, pair, kernels::elementwise_u8_kernel(plan.isa()).add, params);
}

void lower_qlinear_mul(Lowering& plan, const ir::Node& node) {
  const Pair pair = make_pair(plan, node);
  const kernels::MulU8Params params{
      plan.zero_point(node, 2),
      plan.zero_point(node, 5),
      plan.zero_point(node, 7),
      plan.scalar(node, 1) * plan.scalar(node, 4) / plan.scalar(node, 6),
      0,
      255};
  add_step(plan, node, pair, kernels::elementwise_u8_kernel(plan.isa()).mul, params);
}

// A table of all 256 results.
void lower_qlinear_function(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  if (input.dtype != DType::uint8) {
    fail("the input is {}; the native runtime takes uint8", dtype_name(input.dtype));
  }
  auto table = std::make_shared<std::array<uint8_t, 256>>();
  const float from = plan.scalar(node, 1), to = plan.scalar(node, 3);
  const int32_t from_zero = plan.zero_point(node, 2), to_zero = plan.zero_point(node, 4);
  for (int32_t q = 0; q < 256; ++q) {
    const float y = function_of(node, static_cast<float>(q - from_zero) * from);
    const float integer = std::nearbyint(y / to) + static_cast<float>(to_zero);
    (*table)[static_cast<size_t>(q)] = static_cast<uint8_t>(std::clamp(integer, 0.0F, 255.0F));
  }
  const bool last = plan.is_channels_last(node.inputs[0]);
  const Layout layout = last ? Layout::channels_last : Layout::plain;
  const OperandId in = last ? plan.channels_last(node.inputs[0]) : plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], layout, DType::uint8, input.dims);
  const auto lookup = kernels::elementwise_u8_kernel(plan.isa()).lookup;
  plan.add(node.op_type, {in}, {out}, [=, rows = rows_of(plan[out])](const Memory& memory) {
    for (int64_t n = 0; n < rows.images; ++n) {
      for (int64_t y = 0; y < rows.count; ++y) {
        lookup(table->data(), row_start<const uint8_t>(memory, in, layout, n, y),
               row_start<uint8_t>(memory, out, layout, n, y), rows.length);
      }
    }
  });
}

}  // namespace sprint::engine
