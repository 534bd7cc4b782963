// QuantizeLinear and DequantizeLinear per tensor, on uint8.
#include "base/error.h"
#include "engine/lower/global_mean.h"
#include "engine/lower/rules.h"
#include "engine/lower/table.h"
#include "engine/rows.h"
#include "kernels/convert/convert.h"

namespace sprint::engine {
namespace {

// A plain image of up to four channels, which a convolution will want channels last.
bool is_picture(const Operand& operand) {
  return operand.layout == Layout::plain && operand.dims.size() == 4 && operand.dims[1] <= 4;
}

void quantize_picture(Lowering& plan, const ir::Node& node, const Operand& input) {
  const OperandId in = plan.plain(node.inputs[0]);
  const OperandId out = plan.make_image(node.outputs[0], DType::uint8, input.dims);
  const auto kernel = kernels::convert_kernel(plan.isa()).quantize_planes;
  const int64_t batch = input.dims[0], item = input.dims[1] * input.dims[2] * input.dims[3];
  const float scale = plan.scalar(node, 1);
  const int32_t zero = plan.zero_point(node, 2);
  plan.add("QuantizeLinear", {in}, {out}, [=](const Memory& memory) {
    for (int64_t n = 0; n < batch; ++n) {
      kernel(memory.data<const float>(in) + n * item, memory.image<uint8_t>(out, n), scale, zero);
    }
  });
}

}  // namespace

void lower_quantize_linear(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const bool unsigned_result =
      node.input(2) == ir::kNoValue || plan.constant(node, 2).dtype() == DType::uint8;
  if (input.dtype != DType::float32 || !unsigned_result) {
    fail("the native runtime quantizes float32 to uint8 only");
  }
  if (is_picture(input)) return quantize_picture(plan, node, input);
  const bool last = plan.is_channels_last(node.inputs[0]);
  const Layout layout = last ? Layout::channels_last : Layout::plain;
  const OperandId in = last ? plan.channels_last(node.inputs[0]) : plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], layout, DType::uint8, input.dims);
  const auto kernel = kernels::convert_kernel(plan.isa()).quantize;
  const float scale = plan.scalar(node, 1);
  const int32_t zero = plan.zero_point(node, 2);
  plan.add("QuantizeLinear", {in}, {out}, [=, rows = rows_of(plan[out])](const Memory& memory) {
    for (int64_t n = 0; n < rows.images; ++n) {
      for (int64_t y = 0; y < rows.count; ++y) {
        kernel(row_start<const float>(memory, in, layout, n, y),
               row_start<uint8_t>(memory, out, layout, n, y), rows.length, scale, zero);
      }
    }
  });
}

void lower_dequantize_linear(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  if (input.dtype != DType::uint8) {
    fail("the input is {}; the native runtime dequantizes uint8", dtype_name(input.dtype));
  }
  if (fuse_table(plan, node) || fuse_global_mean(plan, node)) return;
  const bool last = plan.is_channels_last(node.inputs[0]);
  const Layout layout = last ? Layout::channels_last : Layout::plain;
  const OperandId in = last ? plan.channels_last(node.inputs[0]) : plan.plain(node.inputs[0]);
  const OperandId out = plan.make(node.outputs[0], layout, DType::float32, input.dims);
  const auto kernel = kernels::convert_kernel(plan.isa()).dequantize;
  const float scale = plan.scalar(node, 1);
  const int32_t zero = plan.zero_point(node, 2);
  plan.add("DequantizeLinear", {in}, {out}, [=, rows = rows_of(plan[out])](const Memory& memory) {
    for (int64_t n = 0; n < rows.images; ++n) {
      for (int64_t y = 0; y < rows.count; ++y) {
        kernel(row_start<const uint8_t>(memory, in, layout, n, y),
               row_start<float>(memory, out, layout, n, y), rows.length, scale, zero);
      }
    }
  });
}

}  // namespace sprint::engine
