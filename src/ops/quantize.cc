// QuantizeLinear, DequantizeLinear and DynamicQuantizeLinear. They are never folded: quantized
// weights are to stay small.
#include "ops/families.h"
#include "ops/op.h"

namespace sprint::ops {
namespace {

void infer_quantize(InferContext& context) {
  const auto attribute = static_cast<DType>(context.node().get<int64_t>("output_dtype", 0));
  const DType dtype = context.has(2)                  ? context.dtype(2)
                      : attribute != DType::undefined ? attribute
                                                      : DType::uint8;
  context.set(0, Fact{dtype, context.input(0).shape, {}, {}});
}

void infer_dequantize(InferContext& context) {
  context.set(0, Fact{context.dtype(1), context.input(0).shape, {}, {}});
}

void infer_dynamic_quantize(InferContext& context) {
  context.set(0, Fact{DType::uint8, context.input(0).shape, {}, {}});
  context.set(1, DType::float32, Shape{});
  context.set(2, DType::uint8, Shape{});
}

}  // namespace

std::vector<OpSpec> quantize_ops() {
  return {
      {"DequantizeLinear", infer_dequantize},
      {"DynamicQuantizeLinear", infer_dynamic_quantize},
      {"QuantizeLinear", infer_quantize},
  };
}

}  // namespace sprint::ops
