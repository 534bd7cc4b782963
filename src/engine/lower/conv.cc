// Conv in float, with what stands behind it fused: an addition, an activation, and
// BatchNormalization behind that.
#include <memory>
#include <optional>
#include <vector>

#include "base/error.h"
#include "engine/border.h"
#include "engine/lower/activation.h"
#include "engine/lower/batch_norm.h"
#include "engine/lower/empty_sum.h"
#include "engine/lower/rules.h"
#include "engine/window.h"
#include "kernels/conv_f32/conv_f32.h"
#include "kernels/depthwise_f32/depthwise_f32.h"

namespace sprint::engine {
namespace {

struct Conv {
  Window window;
  kernels::Border border;
  int64_t batch = 0;
  std::vector<kernels::PackedConvF32> groups;
  std::optional<kernels::PackedDepthwiseF32> depthwise;
  kernels::FloatOutputStage stage;
  BatchNorm norm;
  kernels::FloatAffine affine;
  OperandId residual = kNoOperand;
};

// One element per output channel, or none.
std::vector<float> read_bias(const Lowering& plan, const ir::Node& node, int64_t channels) {
  if (node.input(2) == ir::kNoValue) return {};
  return plan.channel_floats(node, 2, channels);
}

void pack(const Lowering& plan, const ir::Node& node, Conv& conv, int64_t group,
          bool packed_pixels) {
  const ir::Constant& constant = plan.constant(node, 1);
  const std::vector<float> weights = constant.to_floats();
  const std::vector<float> bias = read_bias(plan, node, constant.dims()[0]);
  const Window& w = conv.window;
  const auto out = static_cast<int32_t>(constant.dims()[0] / group);
  kernels::ConvShape shape{static_cast<int32_t>(constant.dims()[1]),
                           out,
                           w.kernel_height,
                           w.kernel_width,
                           w.stride_y,
                           w.stride_x,
                           w.dilation_y,
                           w.dilation_x};
  if (group > 1 && constant.dims()[1] == 1 && out == 1) {
    shape.in_channels = shape.out_channels = static_cast<int32_t>(group);
    conv.depthwise = kernels::pack_depthwise_f32(shape, weights, bias);
    return;
  }
  const size_t size = weights.size() / static_cast<size_t>(group);
  for (int64_t g = 0; g < group; ++g) {
    const auto at = static_cast<size_t>(g);
    const auto own_bias = bias.empty() ? std::span<const float>()
                                       : std::span<const float>(bias).subspan(
                                             at * static_cast<size_t>(out), size_t(out));
    conv.groups.push_back(kernels::pack_conv_f32(
        shape, std::span<const float>(weights).subspan(at * size, size), own_bias, packed_pixels));
  }
}

// An Add behind the convolution whose other operand, an image of `dims`, is there already becomes
// part of the output stage. Returns the value that it gives; `result` where none follows.
ir::ValueId fuse_add(Lowering& plan, ir::ValueId result, const std::vector<int64_t>& dims,
                     Conv& conv) {
  const ir::Node* add = plan.only_user(result);
  if (add == nullptr || add->op_type != "Add") return result;
  const ir::ValueId other = add->inputs[1];
  if (!plan.is_channels_last(other) || plan.describe(other).dims != dims) return result;
  conv.residual = plan.image(other);
  plan.skip(*add);
  return add->outputs[0];
}

// A BatchNormalization behind a dense convolution becomes part of the output stage. Returns the
// value that it gives; `result` where none follows.
ir::ValueId fuse_batch_norm(Lowering& plan, ir::ValueId result, int64_t channels, Conv& conv) {
  const kernels::ActivationKind kind = conv.stage.activation.kind;
  const bool in_registers =
      kind == kernels::ActivationKind::none || kind == kernels::ActivationKind::clamp;
  const ir::Node* norm = plan.only_user(result);
  if (norm == nullptr || norm->op_type != "BatchNormalization" || norm->outputs.size() > 1 ||
      conv.depthwise || !in_registers) {
    return result;
  }
  conv.norm = read_batch_norm(plan, *norm, channels);
  conv.affine = {conv.norm.slope.data(), conv.norm.offset.data()};
  conv.stage.affine = &conv.affine;
  plan.skip(*norm);
  return norm->outputs[0];
}

// Without a residual its image has no data.
void run_image(const Conv& conv, Isa isa, const kernels::Image<const float>& input,
               const kernels::Image<const float>& residual, const kernels::Image<float>& output) {
  kernels::FloatOutputStage stage = conv.stage;
  if (conv.depthwise) {
    if (residual.data != nullptr) stage.residual = &residual;
    kernels::depthwise_f32_kernel(isa).run(*conv.depthwise, input, output, stage);
    return;
  }
  int32_t in = 0, out = 0;
  for (const kernels::PackedConvF32& group : conv.groups) {
    const int32_t taken = group.shape.in_channels, given = group.shape.out_channels;
    kernels::FloatAffine affine;
    if (conv.stage.affine != nullptr) {
      affine = {conv.affine.multiplier + out, conv.affine.offset + out};
      stage.affine = &affine;
    }
    kernels::Image<const float> added;
    if (residual.data != nullptr) {
      added = channel_slice(residual, out, given);
      stage.residual = &added;
    }
    kernels::conv_f32_kernel(isa).run(group, channel_slice(input, in, taken),
                                      channel_slice(output, out, given), stage);
    in += taken;
    out += given;
  }
}

}  // namespace

void lower_conv(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const std::vector<int64_t>& weights = plan.constant(node, 1).dims();
  if (input.dtype != DType::float32 || input.dims.size() != 4 || weights.size() != 4) {
    fail("the input is {} of shape {}; the native runtime takes images of float32",
         dtype_name(input.dtype), dims_text(input.dims));
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
  const std::vector<int64_t> dims{input.dims[0], weights[0], conv->window.out_height,
                                  conv->window.out_width};
  if (weights[1] == 0) {
    return lower_empty_sum(plan, node, dims, 1, read_bias(plan, node, weights[0]));
  }
  const OperandId in = plan.bordered(node.inputs[0], conv->border);
  // Kernel rows are merged where a group takes whole pixels.
  const bool packed_pixels = group == 1 && weights[3] > 1 && plan.keep_packed(in);
  pack(plan, node, *conv, group, packed_pixels);
  ir::ValueId result = fuse_add(plan, node.outputs[0], dims, *conv);
  result = fuse_activation(plan, result, conv->stage.activation);
  result = fuse_batch_norm(plan, result, weights[0], *conv);
  const OperandId out = plan.make_image(result, DType::float32, dims);
  std::vector<OperandId> inputs{in};
  if (conv->residual != kNoOperand) inputs.push_back(conv->residual);
  plan.add("Conv", inputs, {out}, [=, isa = plan.isa()](const Memory& memory) {
    for (int64_t n = 0; n < conv->batch; ++n) {
      const auto image = memory.image<float>(in, n);
      fill_border(image, conv->border, 0.0F);
      const auto padded = from_first_tap(image, conv->border);
      kernels::Image<const float> residual;
      if (conv->residual != kNoOperand) residual = memory.image<const float>(conv->residual, n);
      run_image(*conv, isa,
                {padded.data, padded.height, padded.width, padded.channels, padded.row_stride,
                 padded.pixel_stride},
                residual, memory.image<float>(out, n));
    }
  });
}

}  // namespace sprint::engine
