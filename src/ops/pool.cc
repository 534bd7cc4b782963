// Pools.
#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"
#include "ops/window.h"

namespace sprint::ops {
namespace {

void infer_pool(InferContext& context) {
  context.set(0, context.dtype(0));
  context.set(1, DType::int64);  // MaxPool's Indices
  const Shape* input = context.shape(0);
  if (input == nullptr) return;
  if (input->size() < 3) fail("expected an input of rank 3 or more, got rank {}", input->size());
  const auto kernel = context.node().get<std::vector<int64_t>>("kernel_shape", {});
  if (kernel.empty()) fail("the attribute 'kernel_shape' is missing");
  const Window window(context.node(), shape_of(kernel), input->size() - 2);
  const bool ceil = context.node().get<int64_t>("ceil_mode", 0) != 0;
  Shape output{(*input)[0], (*input)[1]};
  for (size_t i = 0; i + 2 < input->size(); ++i) {
    output.push_back(window.slide((*input)[i + 2], i, ceil));
  }
  context.set(0, context.dtype(0), output);
  context.set(1, DType::int64, std::move(output));
}

void infer_global_pool(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* input = context.shape(0);
  if (input == nullptr) return;
  if (input->size() < 2) fail("expected an input of rank 2 or more, got rank {}", input->size());
  Shape output(input->size(), Dim(1));
  output[0] = (*input)[0];
  output[1] = (*input)[1];
  context.set(0, context.dtype(0), std::move(output));
}

void infer_type(InferContext& context) { context.set(0, context.dtype(0)); }

QuantRule max_pool_rule(const ir::Node& node, int64_t opset) {
  const bool indices = node.outputs.size() > 1 && node.outputs[1] != ir::kNoValue;
  return opset < 12 || indices ? QuantRule{} : pass_through_rule(node, opset);
}

}  // namespace

std::vector<OpSpec> pool_ops() {
  return {
      {"AveragePool", infer_pool, nullptr, {}, elementwise_rule},
      {"GlobalAveragePool", infer_global_pool, nullptr, {}, elementwise_rule},
      {"GlobalLpPool", infer_global_pool},
      {"GlobalMaxPool", infer_global_pool},
      {"LpPool", infer_pool},
      {"MaxPool", infer_pool, nullptr, {}, max_pool_rule},
      {"MaxUnpool", infer_type},
  };
}

}  // namespace sprint::ops
