// QLinearConv (ONNX operator spec), with what stands behind it fused into its output stage.
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "base/error.h"
#include "engine/border.h"
#include "engine/lower/batch_norm.h"
#include "engine/lower/integer_product.h"
#include "engine/lower/pixel_pairs.h"
#include "engine/lower/qlinear_add.h"
#include "engine/lower/rules.h"
#include "engine/window.h"
#include "kernels/depthwise_u8s8/depthwise_u8s8.h"
#include "kernels/shortcut.h"

namespace sprint::engine {
namespace {

using kernels::AlignedVector;
using kernels::ConvShape;
using kernels::OutputStage;
using kernels::Shortcut;

// Everything that a run of the step needs, packed once.
struct Conv {
  Window window;
  kernels::Border border;
  int64_t batch = 0;
  uint8_t input_zero_point = 0;
  std::vector<IntegerProduct> groups;
  std::optional<kernels::PackedDepthwiseU8S8> depthwise;
  AlignedVector<float> multiplier;
  OutputStage stage;
  kernels::ChannelAffine affine;
  AlignedVector<float> affine_multiplier, affine_offset;
  bool pairs = false;        // see pixel_pairs.h
  int32_t sum_channels = 0;  // the most of a group
  OperandId sums = kNoOperand, residual = kNoOperand;
  kernels::Residual residual_stage;
};

AlignedVector<float> channel_multipliers(const Lowering& plan, const ir::Node& node,
                                         size_t channels) {
  const float x = plan.scalar(node, 1), y = plan.scalar(node, 6);
  std::vector<float> scales = plan.constant(node, 4).to_floats();
  if (scales.size() == 1) scales.resize(channels, scales[0]);
  if (scales.size() != channels) {
    fail("input 4 has {} scales for {} output channels", scales.size(), channels);
  }
  AlignedVector<float> result(channels + kernels::kReadSlack / sizeof(float));
  for (size_t c = 0; c < channels; ++c) result[c] = x * scales[c] / y;
  return result;
}

std::vector<int32_t> read_bias(const Lowering& plan, const ir::Node& node, int64_t channels) {
  if (node.input(8) == ir::kNoValue) return {};
  const std::vector<int64_t> values = plan.constant(node, 8).to_ints();
  if (values.size() != static_cast<size_t>(channels)) {
    fail("bias has {} elements for {} output channels", values.size(), channels);
  }
  return {values.begin(), values.end()};
}

void pack(const Lowering& plan, const ir::Node& node, Conv& conv, int64_t group,
          bool packed_pixels) {
  const std::vector<int64_t>& dims = plan.constant(node, 3).dims();
  const std::vector<int32_t> bias = read_bias(plan, node, dims[0]);
  const IntegerWeights weights =
      read_integer_weights(plan, node, 3, 5, static_cast<size_t>(dims[0]));
  const Window& w = conv.window;
  const auto out = static_cast<size_t>(dims[0] / group);
  ConvShape shape{static_cast<int32_t>(dims[1]),
                  static_cast<int32_t>(out),
                  w.kernel_height,
                  w.kernel_width,
                  w.stride_y,
                  w.stride_x,
                  w.dilation_y,
                  w.dilation_x};
  if (group > 1 && dims[1] == 1 && out == 1) {
    if (const auto direct = centered(weights)) {
      shape.in_channels = shape.out_channels = static_cast<int32_t>(group);
      conv.depthwise =
          kernels::pack_depthwise_u8s8(shape, direct->values(), bias, conv.input_zero_point);
      return;
    }
  }
  if (packed_pixels && pairs_pay(shape, w.out_width)) {
    if (const auto direct = centered(weights)) {
      conv.pairs = true;
      conv.groups.push_back(pack_integer_product(paired(shape), paired(shape, *direct), true));
      conv.groups[0].set_zero_point(conv.input_zero_point, paired(bias, 0));
      return;
    }
  }
  for (size_t g = 0; g < static_cast<size_t>(group); ++g) {
    IntegerProduct& product = conv.groups.emplace_back(
        pack_integer_product(shape, weights.part(g * out, out), packed_pixels));
    const std::span<const int32_t> all(bias);
    product.set_zero_point(conv.input_zero_point, all.empty() ? all : all.subspan(g * out, out));
    conv.sum_channels = std::max(conv.sum_channels, product.sum_channels());
  }
}

// What a second stage of the output must keep to.
bool is_bounded(float own_multiplier, float multiplier, float offset) {
  const float largest =
      255 * std::fabs(own_multiplier) + 255 * std::fabs(multiplier) + std::fabs(offset);
  return largest <= kernels::kLargestResult;
}

// DequantizeLinear, BatchNormalization and QuantizeLinear behind the convolution become one step
// per channel. Returns the value that the last of them gives; `result` where they do not follow.
ir::ValueId fuse_batch_norm(Lowering& plan, ir::ValueId result, Conv& conv) {
  const ir::Node* dequantize = plan.only_user(result);
  if (dequantize == nullptr || dequantize->op_type != "DequantizeLinear") return result;
  const ir::Node* norm = plan.only_user(dequantize->outputs[0]);
  if (norm == nullptr || norm->op_type != "BatchNormalization") return result;
  const ir::Node* quantize = plan.only_user(norm->outputs[0]);
  if (quantize == nullptr || quantize->op_type != "QuantizeLinear") return result;
  const float from = plan.scalar(*dequantize, 1), to = plan.scalar(*quantize, 1);
  const auto from_zero = static_cast<float>(plan.zero_point(*dequantize, 2));
  const auto to_zero = static_cast<float>(plan.zero_point(*quantize, 2));
  const size_t padded = conv.multiplier.size(),
               channels = padded - kernels::kReadSlack / sizeof(float);
  const BatchNorm read = read_batch_norm(plan, *norm, static_cast<int64_t>(channels));
  conv.affine_multiplier.resize(padded);
  conv.affine_offset.resize(padded);
  for (size_t c = 0; c < channels; ++c) {
    const float slope = read.slope[c];
    conv.affine_multiplier[c] = from * slope / to;
    conv.affine_offset[c] = (read.offset[c] - from_zero * from * slope) / to + to_zero;
    if (!is_bounded(conv.affine_multiplier[c], 0, conv.affine_offset[c])) return result;
  }
  conv.affine = {conv.affine_multiplier.data(), conv.affine_offset.data()};
  conv.stage.affine = &conv.affine;
  for (const ir::Node* node : {dequantize, norm, quantize}) plan.skip(*node);
  return quantize->outputs[0];
}

// A QLinearAdd behind the convolution whose other operand, an image of `dims`, is there already
// becomes part of the output stage. Returns the value that it gives; `result` where none follows.
ir::ValueId fuse_add(Lowering& plan, ir::ValueId result, const std::vector<int64_t>& dims,
                     Conv& conv) {
  const ir::Node* add = plan.only_user(result);
  const bool own_is_second = add == nullptr;
  if (own_is_second) add = plan.only_user(result, 3);
  if (add == nullptr || add->op_type != "QLinearAdd") return result;
  const ir::ValueId other = add->inputs[own_is_second ? 0 : 3];
  if (!plan.is_channels_last(other)) return result;
  const Operand operand = plan.describe(other);
  if (operand.dtype != DType::uint8 || operand.dims != dims) return result;
  const kernels::AddU8Params sum = read_qlinear_add(plan, *add);
  kernels::Residual stage{{}, sum.a_multiplier, sum.b_multiplier, sum.offset, own_is_second};
  if (own_is_second) std::swap(stage.own_multiplier, stage.multiplier);
  if (!is_bounded(stage.own_multiplier, stage.multiplier, stage.offset)) return result;
  conv.residual_stage = stage;
  conv.residual = plan.image(other);
  plan.skip(*add);
  return add->outputs[0];
}

// What there is per channel of the output, which is kept packed, for pairs of its pixels.
void pair_channels(Lowering& plan, OperandId out, Conv& conv) {
  constexpr size_t kSlack = kernels::kReadSlack / sizeof(float);
  plan.keep_packed(out);
  conv.multiplier = paired(conv.multiplier, kSlack);
  conv.stage.multiplier = conv.multiplier.data();
  if (conv.stage.affine == nullptr) return;
  conv.affine_multiplier = paired(conv.affine_multiplier, kSlack);
  conv.affine_offset = paired(conv.affine_offset, kSlack);
  conv.affine.multiplier = conv.affine_multiplier.data();
  conv.affine.offset = conv.affine_offset.data();
}

// The one that all parts allow.
Shortcut shortcut_of(const Conv& conv) {
  OutputStage stage = conv.stage;
  const auto of = [&](const auto& packed) {
    const int32_t channels = packed.shape.out_channels;
    const Shortcut shortcut = kernels::shortcut_of(packed.weights, packed.bias, channels, stage);
    stage.multiplier += channels;
    return shortcut;
  };
  if (conv.depthwise) return of(*conv.depthwise);
  Shortcut shortcut = Shortcut::rectified;
  for (const IntegerProduct& group : conv.groups) shortcut = std::min(shortcut, of(group.packed));
  return shortcut;
}

void take_shortcut(Conv& conv) {
  const bool one_stage = conv.stage.affine == nullptr && conv.residual == kNoOperand;
  if (!one_stage || conv.sum_channels != 0) return;
  conv.stage.shortcut = shortcut_of(conv);
  if (conv.depthwise) kernels::take(conv.stage.shortcut, conv.depthwise->bias);
  for (IntegerProduct& group : conv.groups) kernels::take(conv.stage.shortcut, group.packed.bias);
}

void run_image(const Conv& conv, Isa isa, const kernels::Image<const uint8_t>& input,
               const kernels::Image<uint8_t>& output, const OutputStage& stage, int32_t* sums) {
  if (conv.depthwise) {
    kernels::depthwise_u8s8_kernel(isa).to_u8(*conv.depthwise, input, output, stage);
    return;
  }
  int32_t in = 0, out = 0;
  for (const IntegerProduct& group : conv.groups) {
    const int32_t taken = group.packed.shape.in_channels, given = group.channels();
    OutputStage own = stage;
    own.multiplier += out;
    kernels::Residual residual;
    if (stage.residual != nullptr) {
      residual = *stage.residual;
      residual.image = channel_slice(residual.image, out, given);
      own.residual = &residual;
    }
    kernels::ChannelAffine affine;
    if (stage.affine != nullptr) {
      affine = *stage.affine;
      affine.multiplier += out;
      affine.offset += out;
      own.affine = &affine;
    }
    run_product(group, isa, channel_slice(input, in, taken), channel_slice(output, out, given), own,
                sums);
    in += taken;
    out += given;
  }
}

// Image `item` of the batch.
void run_item(const Conv& conv, Isa isa, const Memory& memory, OperandId in, OperandId out,
              int64_t item) {
  const auto image = memory.image<uint8_t>(in, item);
  fill_border(image, conv.border, conv.input_zero_point);
  const auto padded = from_first_tap(image, conv.border);
  OutputStage stage = conv.stage;
  kernels::Residual residual = conv.residual_stage;
  if (conv.residual != kNoOperand) {
    residual.image = memory.image<const uint8_t>(conv.residual, item);
    stage.residual = &residual;
  }
  run_image(
      conv, isa,
      {padded.data, padded.height, padded.width, padded.channels, padded.row_stride,
       padded.pixel_stride},
      conv.pairs ? paired(memory.image<uint8_t>(out, item)) : memory.image<uint8_t>(out, item),
      stage, memory.data<int32_t>(conv.sums));
}

}  // namespace

void lower_qlinear_conv(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  if (input.dtype != DType::uint8) {
    fail("the input is {}; the native runtime takes uint8", dtype_name(input.dtype));
  }
  const std::vector<int64_t>& weights = plan.constant(node, 3).dims();
  if (input.dims.size() != 4 || weights.size() != 4) {
    fail("the input has shape {}; the native runtime takes images", dims_text(input.dims));
  }
  const auto group = node.get<int64_t>("group", 1);
  if (group < 1 || weights[1] * group != input.dims[1] || weights[0] % group != 0) {
    fail("weights of shape {} in {} groups do not fit {} input channels", dims_text(weights), group,
         input.dims[1]);
  }
  auto conv = std::make_shared<Conv>();
  conv->window = read_window(node, weights[2], weights[3], input.dims[2], input.dims[3]);
  conv->border =
      conv->window.reach(static_cast<int32_t>(input.dims[2]), static_cast<int32_t>(input.dims[3]));
  conv->batch = input.dims[0];
  conv->input_zero_point = static_cast<uint8_t>(plan.zero_point(node, 2));
  conv->multiplier = channel_multipliers(plan, node, static_cast<size_t>(weights[0]));
  conv->stage = {conv->multiplier.data(), plan.zero_point(node, 7), 0, 255, nullptr, nullptr};
  const OperandId in = plan.bordered(node.inputs[0], conv->border);
  // Kernel rows are merged where a group takes whole pixels.
  const bool packed_pixels = group == 1 && weights[3] > 1 && plan.keep_packed(in);
  pack(plan, node, *conv, group, packed_pixels);
  const std::vector<int64_t> dims{input.dims[0], weights[0], conv->window.out_height,
                                  conv->window.out_width};
  ir::ValueId result = node.outputs[0];
  if (conv->sum_channels == 0) result = fuse_batch_norm(plan, result, *conv);
  if (conv->sum_channels == 0 && !conv->pairs && result == node.outputs[0]) {
    result = fuse_add(plan, result, dims, *conv);
  }
  conv->sums =
      plan.scratch(Layout::plain, DType::int32,
                   {conv->window.out_height, conv->window.out_width, int64_t{conv->sum_channels}});
  const OperandId out = plan.make_image(result, DType::uint8, dims);
  if (conv->pairs) pair_channels(plan, out, *conv);
  take_shortcut(*conv);
  std::vector<OperandId> inputs{in};
  if (conv->residual != kNoOperand) inputs.push_back(conv->residual);
  plan.add("QLinearConv", inputs, {out, conv->sums}, [=, isa = plan.isa()](const Memory& memory) {
    for (int64_t n = 0; n < conv->batch; ++n) run_item(*conv, isa, memory, in, out, n);
  });
}

}  // namespace sprint::engine
