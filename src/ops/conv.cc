// Convolutions.
#include "base/error.h"
#include "ops/families.h"
#include "ops/op.h"
#include "ops/window.h"

namespace sprint::ops {
namespace {

// The kernel's size: the attribute, or the weight's spatial dimensions.
std::vector<Dim> kernel_of(const ir::Node& node, const Shape& weight) {
  const auto attribute = node.get<std::vector<int64_t>>("kernel_shape", {});
  if (attribute.empty()) return {weight.begin() + 2, weight.end()};
  return shape_of(attribute);
}

void check_weight(const Shape& input, const Shape& weight, int64_t group, bool transposed) {
  if (input.size() < 3) fail("expected an input of rank 3 or more, got rank {}", input.size());
  if (weight.size() != input.size()) {
    fail("the weight has rank {}, the input rank {}", weight.size(), input.size());
  }
  if (group < 1) fail("group {} is not positive", group);
  const Dim& channels = input[1];
  const Dim& wanted = weight[transposed ? 0 : 1];
  if (!channels.known() || !wanted.known()) return;
  const int64_t groups = transposed ? 1 : group;
  if (channels.value % groups != 0 || channels.value / groups != wanted.value) {
    fail("the input has {} channels, which does not fit {} group(s) of {} as the weight says",
         channels.value, groups, wanted.value);
  }
}

void infer_convolution(InferContext& context, size_t weight_input, DType dtype) {
  context.set(0, dtype);
  const Shape* input = context.shape(0);
  const Shape* weight = context.shape(weight_input);
  if (input == nullptr) return;
  if (weight == nullptr) return context.set(0, dtype, Shape(input->size()));
  check_weight(*input, *weight, context.node().get<int64_t>("group", 1), false);
  const Window window(context.node(), kernel_of(context.node(), *weight), input->size() - 2);
  Shape output{(*input)[0], (*weight)[0]};
  for (size_t i = 0; i + 2 < input->size(); ++i) {
    output.push_back(window.slide((*input)[i + 2], i, false));
  }
  context.set(0, dtype, std::move(output));
}

void infer_conv(InferContext& context) { infer_convolution(context, 1, context.dtype(0)); }
void infer_conv_integer(InferContext& context) { infer_convolution(context, 1, DType::int32); }
void infer_qlinear_conv(InferContext& context) { infer_convolution(context, 3, context.dtype(7)); }

Dim times(const Dim& dim, int64_t factor) { return to_dim(multiply(Element(dim), factor)); }

void infer_conv_transpose(InferContext& context) {
  context.set(0, context.dtype(0));
  const Shape* input = context.shape(0);
  const Shape* weight = context.shape(1);
  if (input == nullptr) return;
  if (weight == nullptr) return context.set(0, context.dtype(0), Shape(input->size()));
  const auto group = context.node().get<int64_t>("group", 1);
  check_weight(*input, *weight, group, true);
  const size_t spatial = input->size() - 2;
  const Window window(context.node(), kernel_of(context.node(), *weight), spatial);
  const auto given = context.node().get<std::vector<int64_t>>("output_shape", {});
  const auto extra = context.node().get<std::vector<int64_t>>("output_padding", {});
  Shape output{(*input)[0], times((*weight)[1], group)};
  for (size_t i = 0; i < spatial; ++i) {
    if (given.size() >= spatial) {
      output.emplace_back(given[given.size() - spatial + i]);
    } else {
      output.push_back(window.spread((*input)[i + 2], i, i < extra.size() ? extra[i] : 0));
    }
  }
  context.set(0, context.dtype(0), std::move(output));
}

QuantRule conv_rule(const ir::Node&, int64_t) { return {QuantKind::weighted, 0, {}}; }

}  // namespace

std::vector<OpSpec> conv_ops() {
  return {
      {"Conv", infer_conv, nullptr, {}, conv_rule}, {"ConvInteger", infer_conv_integer},
      {"ConvTranspose", infer_conv_transpose},      {"DeformConv", infer_conv},
      {"QLinearConv", infer_qlinear_conv},
  };
}

}  // namespace sprint::ops
