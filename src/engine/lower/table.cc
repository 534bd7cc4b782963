#include "engine/lower/table.h"

#include <algorithm>
#include <memory>
#include <optional>

#include "engine/lower/activation.h"
#include "engine/lower/unary.h"
#include "engine/rows.h"
#include "kernels/convert/convert.h"
#include "kernels/elementwise_f32/elementwise_f32.h"
#include "kernels/elementwise_u8/elementwise_u8.h"

namespace sprint::engine {
namespace {

// By the kernels of the lowest instruction set, so that tables are the same everywhere.
FloatFunction float_function(const Lowering& plan, const ir::Node& node) {
  if (!node.domain.empty() && node.domain != "ai.onnx") return nullptr;
  const kernels::ElementwiseF32Kernel& kernel = kernels::elementwise_f32_kernels().front();
  if (const auto activation = activation_of(plan, node)) {
    return [&kernel, function = *activation](const float* in, float* out, size_t count) {
      kernel.activate(function, in, out, count);
    };
  }
  if (const auto unary = unary_of(node)) {
    return [&kernel, function = *unary](const float* in, float* out, size_t count) {
      kernel.unary(function, in, out, count);
    };
  }
  return nullptr;
}

// Of inputs 1 and 2; nothing unless both are one constant each, the zero point uint8 or left out.
std::optional<Quantization> quantization_of(const Lowering& plan, const ir::Node& node) {
  const ir::ConstantPtr scale = plan.graph().constant(node.input(1));
  if (scale == nullptr || scale->count() != 1) return std::nullopt;
  Quantization result{scale->to_floats()[0], 0};
  const auto type = static_cast<DType>(node.get<int64_t>("output_dtype", 0));
  if (type != DType::undefined && type != DType::uint8) return std::nullopt;
  if (node.input(2) == ir::kNoValue) return result;
  const ir::ConstantPtr zero = plan.graph().constant(node.input(2));
  if (zero == nullptr || zero->count() != 1 || zero->dtype() != DType::uint8) return std::nullopt;
  result.zero = static_cast<int32_t>(zero->to_ints()[0]);
  return result;
}

}  // namespace

Table make_table(const FloatFunction& function, const Quantization& from, const Quantization& to) {
  const kernels::ConvertKernel& convert = kernels::convert_kernels().front();
  Table table{};
  for (size_t i = 0; i < table.size(); ++i) table[i] = static_cast<uint8_t>(i);
  std::array<float, 256> in{}, out{};
  convert.dequantize(table.data(), in.data(), table.size(), from.scale, from.zero);
  function(in.data(), out.data(), in.size());
  convert.quantize(out.data(), table.data(), table.size(), to.scale, to.zero);
  return table;
}

void add_table_step(Lowering& plan, const std::string& kind, ir::ValueId in, ir::ValueId out,
                    const Table& table) {
  const bool last = plan.is_channels_last(in);
  const Layout layout = last ? Layout::channels_last : Layout::plain;
  const OperandId from = last ? plan.channels_last(in) : plan.plain(in);
  const OperandId to = plan.make(out, layout, DType::uint8, plan[from].dims);
  const auto lookup = kernels::elementwise_u8_kernel(plan.isa()).lookup;
  auto shared = std::make_shared<const Table>(table);
  plan.add(kind, {from}, {to}, [=, rows = rows_of(plan[to])](const Memory& memory) {
    for (int64_t n = 0; n < rows.images; ++n) {
      for (int64_t y = 0; y < rows.count; ++y) {
        lookup(shared->data(), row_start<const uint8_t>(memory, from, layout, n, y),
               row_start<uint8_t>(memory, to, layout, n, y), rows.length);
      }
    }
  });
}

bool fuse_table(Lowering& plan, const ir::Node& dequantize) {
  const ir::Node* middle = plan.only_user(dequantize.outputs[0]);
  if (middle == nullptr) return false;
  FloatFunction function = float_function(plan, *middle);
  const ir::Node* quantize = function ? plan.only_user(middle->outputs[0]) : middle;
  if (quantize == nullptr || quantize->op_type != "QuantizeLinear") return false;
  const auto from = quantization_of(plan, dequantize), to = quantization_of(plan, *quantize);
  if (!from || !to) return false;
  if (!function) function = [](const float* in, float* out, size_t n) { std::copy_n(in, n, out); };
  plan.skip(*middle);
  plan.skip(*quantize);
  add_table_step(plan, middle->op_type, dequantize.inputs[0], quantize->outputs[0],
                 make_table(function, *from, *to));
  return true;
}

}  // namespace sprint::engine
