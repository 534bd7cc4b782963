// ConvInteger, and Sprint's ConvIntegerToFloat: the same with Cast, Mul and Add behind it.
#include <algorithm>
#include <bit>
#include <memory>
#include <optional>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "engine/border.h"
#include "engine/lower/integer_product.h"
#include "engine/lower/quantize_step.h"
#include "engine/lower/rules.h"
#include "engine/window.h"
#include "kernels/convert/convert.h"
#include "kernels/depthwise_f32/depthwise_f32.h"

namespace sprint::engine {
namespace {

// Sums of this many products of 8-bit numbers less their zero points, each at most 255 * 255, are
// exact in float32.
constexpr int64_t kExactTaps = (1 << 24) / (255 * 255);

struct Conv {
  Window window;
  kernels::Border border;
  int64_t batch = 0;
  std::vector<IntegerProduct> groups;
  std::optional<kernels::PackedDepthwiseF32> depthwise;  // instead of groups
  OperandId in = kNoOperand, zero_point = kNoOperand, out = kNoOperand;
  OperandId scratch = kNoOperand;  // the sums of a group; the input less its zero point, in float
  RunScale scale;                  // of a float result
};

kernels::ConvShape shape_of(const Window& w, int64_t in, int64_t out) {
  return {static_cast<int32_t>(in),
          static_cast<int32_t>(out),
          w.kernel_height,
          w.kernel_width,
          w.stride_y,
          w.stride_x,
          w.dilation_y,
          w.dilation_x};
}

void pack_depthwise(Conv& conv, const IntegerWeights& weights) {
  const std::span<const int8_t> integers = weights.values();
  const size_t channels = weights.zero_points.size(), taps = integers.size() / channels;
  std::vector<float> values;
  for (size_t i = 0; i < integers.size(); ++i) {
    values.push_back(static_cast<float>(integers[i] - weights.zero_points[i / taps]));
  }
  const auto count = static_cast<int64_t>(channels);
  conv.depthwise = kernels::pack_depthwise_f32(shape_of(conv.window, count, count), values, {});
}

void pack_groups(Conv& conv, const IntegerWeights& weights, const std::vector<int64_t>& dims,
                 int64_t group) {
  const size_t out = static_cast<size_t>(dims[0] / group);
  for (size_t g = 0; g < static_cast<size_t>(group); ++g) {
    conv.groups.push_back(
        pack_integer_product(shape_of(conv.window, dims[1], static_cast<int64_t>(out)),
                             weights.part(g * out, out), group == 1));
  }
}

// Inputs: image, weights, zero points of both.
std::shared_ptr<Conv> make_conv(Lowering& plan, const ir::Node& node, DType result) {
  const Operand input = plan.describe(node.inputs[0]);
  const std::vector<int64_t>& dims = plan.constant(node, 1).dims();
  if (input.dtype != DType::uint8 || input.dims.size() != 4 || dims.size() != 4) {
    fail("the input is {} of shape {}; the native runtime takes images of uint8",
         dtype_name(input.dtype), dims_text(input.dims));
  }
  const auto group = node.get<int64_t>("group", 1);
  if (group < 1 || dims[1] * group != input.dims[1] || dims[0] % group != 0) {
    fail("weights of shape {} in {} groups do not fit {} input channels", dims_text(dims), group,
         input.dims[1]);
  }
  auto conv = std::make_shared<Conv>();
  conv->window = read_window(node, dims[2], dims[3], input.dims[2], input.dims[3]);
  const Window& w = conv->window;
  conv->border = w.reach(static_cast<int32_t>(input.dims[2]), static_cast<int32_t>(input.dims[3]));
  conv->batch = input.dims[0];
  const IntegerWeights weights =
      read_integer_weights(plan, node, 1, 3, static_cast<size_t>(dims[0]));
  if (group > 1 && dims[1] == 1 && dims[0] == group && dims[2] * dims[3] <= kExactTaps) {
    pack_depthwise(*conv, weights);
    conv->in = plan.channels_last(node.inputs[0]);
    conv->scratch = plan.scratch(Layout::channels_last, DType::float32,
                                 {1, input.dims[1], input.dims[2], input.dims[3]}, conv->border);
  } else {
    pack_groups(*conv, weights, dims, group);
    conv->in = plan.bordered(node.inputs[0], conv->border);
    int64_t sums = 0;
    for (const IntegerProduct& product : conv->groups) {
      sums = std::max<int64_t>(sums, product.sum_channels());
    }
    conv->scratch = plan.scratch(Layout::plain, DType::int32, {w.out_height, w.out_width, sums});
  }
  conv->zero_point = one_element(plan, node, 2, DType::uint8);
  conv->out = plan.make(node.outputs[0], Layout::channels_last, result,
                        {input.dims[0], dims[0], w.out_height, w.out_width});
  return conv;
}

template <typename T>
void run_groups(Conv& conv, Isa isa, const Memory& memory, int64_t n) {
  const int32_t zero = zero_point_in(memory, conv.zero_point);
  const auto image = memory.image<uint8_t>(conv.in, n);
  fill_border(image, conv.border, static_cast<uint8_t>(zero));
  const auto padded = from_first_tap(image, conv.border);
  const kernels::Image<const uint8_t> input{padded.data,       padded.height,
                                            padded.width,      padded.channels,
                                            padded.row_stride, padded.pixel_stride};
  const auto output = memory.image<T>(conv.out, n);
  auto* sums = memory.data<int32_t>(conv.scratch);
  int32_t in = 0, out = 0;
  for (IntegerProduct& group : conv.groups) {
    const int32_t channels = group.packed.shape.in_channels;
    group.set_zero_point(zero);
    const auto from = channel_slice(input, in, channels);
    const auto to = channel_slice(output, out, group.channels());
    if constexpr (std::is_same_v<T, float>) {
      run_product(group, isa, from, to, conv.scale.from(out), sums);
    } else {
      run_product(group, isa, from, to, sums);
    }
    in += channels;
    out += group.channels();
  }
}

// Sums in float to what the step gives, in place.
void finish(float* pixel, int32_t channels, const FloatScale& scale) {
  for (int32_t c = 0; c < channels; ++c) {
    const float product = pixel[c] * scale.multiplier[c];
    pixel[c] = scale.offset == nullptr ? product : product + scale.offset[c];
  }
}

void finish(int32_t* pixel, int32_t channels, const FloatScale&) {
  for (int32_t c = 0; c < channels; ++c) {
    pixel[c] = static_cast<int32_t>(std::bit_cast<float>(pixel[c]));
  }
}

// In float, exactly: the border of x less its zero point is 0.
template <typename T>
void run_depthwise(const Conv& conv, Isa isa, const Memory& memory, int64_t n) {
  const auto image = memory.image<const uint8_t>(conv.in, n);
  const auto floats = memory.image<float>(conv.scratch);
  const auto dequantize = kernels::convert_kernel(isa).dequantize;
  for (int32_t y = 0; y < image.height; ++y) {
    dequantize(image.data + y * image.row_stride, floats.data + y * floats.row_stride,
               static_cast<size_t>(image.width) * static_cast<size_t>(image.channels), 1.0F,
               zero_point_in(memory, conv.zero_point));
  }
  fill_border(floats, conv.border, 0.0F);
  const auto padded = from_first_tap(floats, conv.border);
  kernels::depthwise_f32_kernel(isa).run(*conv.depthwise,
                                         {padded.data, padded.height, padded.width, padded.channels,
                                          padded.row_stride, padded.pixel_stride},
                                         memory.image<float>(conv.out, n), {});
  const auto output = memory.image<T>(conv.out, n);
  for (int32_t y = 0; y < output.height; ++y) {
    T* pixel = output.data + y * output.row_stride;
    for (int32_t x = 0; x < output.width; ++x, pixel += output.pixel_stride) {
      finish(pixel, output.channels, conv.scale.from(0));
    }
  }
}

template <typename T>
void add_step(Lowering& plan, const ir::Node& node, const std::shared_ptr<Conv>& conv) {
  std::vector<OperandId> inputs = conv->scale.operands();
  inputs.push_back(conv->in);
  if (conv->zero_point != kNoOperand) inputs.push_back(conv->zero_point);
  plan.add(node.op_type, inputs, {conv->out, conv->scratch},
           [conv, isa = plan.isa()](const Memory& memory) {
             conv->scale.read(memory);
             for (int64_t n = 0; n < conv->batch; ++n) {
               conv->depthwise ? run_depthwise<T>(*conv, isa, memory, n)
                               : run_groups<T>(*conv, isa, memory, n);
             }
           });
}

}  // namespace

void lower_conv_integer(Lowering& plan, const ir::Node& node) {
  add_step<int32_t>(plan, node, make_conv(plan, node, DType::int32));
}

// Inputs: those of ConvInteger, scale, bias.
void lower_conv_integer_to_float(Lowering& plan, const ir::Node& node) {
  const auto conv = make_conv(plan, node, DType::float32);
  const OperandId bias = node.input(5) == ir::kNoValue ? kNoOperand : plan.plain(node.inputs[5]);
  conv->scale = RunScale(plan, kNoOperand, plan.plain(node.inputs[4]), bias,
                         static_cast<int32_t>(plan[conv->out].dims[1]));
  add_step<float>(plan, node, conv);
}

}  // namespace sprint::engine
