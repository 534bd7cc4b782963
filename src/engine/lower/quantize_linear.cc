// QuantizeLinear and DequantizeLinear per tensor, on uint8.
#include "base/error.h"
#include "engine/lower/global_mean.h"
#include "engine/lower/quantize_step.h"
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

void quantize_picture(Lowering& plan, const std::string& kind, ir::ValueId value,
                      ir::ValueId result, const RunParams& params) {
  const OperandId in = plan.plain(value);
  const std::vector<int64_t> dims = plan[in].dims;
  const OperandId out = plan.make_image(result, DType::uint8, dims);
  const auto kernel = kernels::convert_kernel(plan.isa()).quantize_planes;
  const int64_t batch = dims[0], item = dims[1] * dims[2] * dims[3];
  plan.add(kind, inputs_of(in, params), {out}, [=](const Memory& memory) {
    for (int64_t n = 0; n < batch; ++n) {
      kernel(memory.data<const float>(in) + n * item, memory.image<uint8_t>(out, n),
             params.scale_in(memory), params.zero_point_in(memory));
    }
  });
}

}  // namespace

OperandId one_element(Lowering& plan, const ir::Node& node, size_t index, DType dtype) {
  if (node.input(index) == ir::kNoValue) return kNoOperand;
  const OperandId id = plan.plain(node.inputs[index]);
  if (plan[id].dtype != dtype || plan[id].count() != 1) {
    fail("input {} is {} of shape {}; the native runtime takes one {}", index,
         dtype_name(plan[id].dtype), dims_text(plan[id].dims), dtype_name(dtype));
  }
  return id;
}

RunParams run_params(Lowering& plan, const ir::Node& node, size_t scale) {
  const RunParams params{one_element(plan, node, scale, DType::float32),
                         one_element(plan, node, scale + 1, DType::uint8)};
  if (params.scale == kNoOperand) fail("input {} is left out", scale);
  return params;
}

std::vector<OperandId> inputs_of(OperandId in, const RunParams& params) {
  if (params.zero_point == kNoOperand) return {in, params.scale};
  return {in, params.scale, params.zero_point};
}

void add_quantize_step(Lowering& plan, const std::string& kind, ir::ValueId value,
                       ir::ValueId result, const RunParams& params) {
  const Operand input = plan.describe(value);
  if (is_picture(input)) return quantize_picture(plan, kind, value, result, params);
  const bool last = plan.is_channels_last(value);
  const Layout layout = last ? Layout::channels_last : Layout::plain;
  const OperandId in = last ? plan.channels_last(value) : plan.plain(value);
  const OperandId out = plan.make(result, layout, DType::uint8, input.dims);
  const auto kernel = kernels::convert_kernel(plan.isa()).quantize;
  plan.add(kind, inputs_of(in, params), {out},
           [=, rows = rows_of(plan[out])](const Memory& memory) {
             const float scale = params.scale_in(memory);
             const int32_t zero = params.zero_point_in(memory);
             for (int64_t n = 0; n < rows.images; ++n) {
               for (int64_t y = 0; y < rows.count; ++y) {
                 kernel(row_start<const float>(memory, in, layout, n, y),
                        row_start<uint8_t>(memory, out, layout, n, y), rows.length, scale, zero);
               }
             }
           });
}

void lower_quantize_linear(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const auto asked = static_cast<DType>(node.get<int64_t>("output_dtype", 0));
  if (input.dtype != DType::float32 || (asked != DType::undefined && asked != DType::uint8)) {
    fail("the native runtime quantizes float32 to uint8 and int8 only");
  }
  add_quantize_step(plan, node.op_type, node.inputs[0], node.outputs[0], run_params(plan, node, 1));
}

void lower_dequantize_linear(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  if (input.dtype != DType::uint8) {
    fail("the input is {}; the native runtime dequantizes uint8 and int8", dtype_name(input.dtype));
  }
  if (fuse_table(plan, node) || fuse_global_mean(plan, node)) return;
  const bool last = plan.is_channels_last(node.inputs[0]);
  const Layout layout = last ? Layout::channels_last : Layout::plain;
  const OperandId in = last ? plan.channels_last(node.inputs[0]) : plan.plain(node.inputs[0]);
  const RunParams params = run_params(plan, node, 1);
  const OperandId out = plan.make(node.outputs[0], layout, DType::float32, input.dims);
  const auto kernel = kernels::convert_kernel(plan.isa()).dequantize;
  plan.add("DequantizeLinear", inputs_of(in, params), {out},
           [=, rows = rows_of(plan[out])](const Memory& memory) {
             const float scale = params.scale_in(memory);
             const int32_t zero = params.zero_point_in(memory);
             for (int64_t n = 0; n < rows.images; ++n) {
               for (int64_t y = 0; y < rows.count; ++y) {
                 kernel(row_start<const uint8_t>(memory, in, layout, n, y),
                        row_start<float>(memory, out, layout, n, y), rows.length, scale, zero);
               }
             }
           });
}

}  // namespace sprint::engine
