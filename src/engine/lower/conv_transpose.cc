// ConvTranspose on float images.
#include <algorithm>
#include <string>
#include <vector>

#include "base/error.h"
#include "engine/lower/rules.h"

namespace sprint::engine {
namespace {

using Dims = std::vector<int64_t>;

// Along height or width.
struct Axis {
  int64_t in = 0, out = 0, kernel = 1, stride = 1, dilation = 1, pad = 0;
};

struct Shape {
  int64_t batch = 0, groups = 1, in_channels = 0, out_channels = 0;  // channels of one group
  Axis y, x;
};

Dims read_list(const ir::Node& node, const std::string& name, const Dims& fallback) {
  Dims result = node.get(name, fallback);
  if (result.size() != fallback.size()) fail("{} has {} elements", name, result.size());
  return result;
}

// The output's size and the padding in front, as ai.onnx 11 defines them.
Axis read_axis(const ir::Node& node, size_t i, int64_t in, int64_t kernel) {
  Axis axis{
      in, 0, kernel, read_list(node, "strides", {1, 1})[i], read_list(node, "dilations", {1, 1})[i],
      0};
  const int64_t full = axis.stride * (in - 1) + read_list(node, "output_padding", {0, 0})[i] +
                       (kernel - 1) * axis.dilation + 1;
  const auto mode = node.get("auto_pad", std::string("NOTSET"));
  const bool same = mode == "SAME_UPPER" || mode == "SAME_LOWER";
  const bool given = node.find("output_shape") != nullptr;
  if (!same && !given) {
    const Dims pads = mode == "VALID" ? Dims(4, 0) : read_list(node, "pads", {0, 0, 0, 0});
    axis.pad = pads[i];
    axis.out = full - pads[i] - pads[i + 2];
  } else {
    axis.out = given ? read_list(node, "output_shape", {0, 0})[i] : in * axis.stride;
    const int64_t total = std::max<int64_t>(0, full - axis.out);
    axis.pad = mode == "SAME_UPPER" ? total / 2 : total - total / 2;
  }
  if (axis.out <= 0) fail("the output has no elements");
  return axis;
}

Shape read_shape(const ir::Node& node, const Operand& input, const Operand& weights) {
  const bool floats = input.dtype == DType::float32 && weights.dtype == DType::float32;
  if (!floats || input.dims.size() != 4 || weights.dims.size() != 4) {
    fail("the input is {} of shape {}; the native runtime takes images of float32",
         dtype_name(input.dtype), dims_text(input.dims));
  }
  const auto groups = node.get<int64_t>("group", 1);
  if (groups < 1 || input.dims[1] % groups != 0 || weights.dims[0] != input.dims[1]) {
    fail("weights of shape {} do not fit {} channels in {} groups", dims_text(weights.dims),
         input.dims[1], groups);
  }
  return {input.dims[0],
          groups,
          input.dims[1] / groups,
          weights.dims[1],
          read_axis(node, 0, input.dims[2], weights.dims[2]),
          read_axis(node, 1, input.dims[3], weights.dims[3])};
}

// Adds what one input plane gives through one kernel to an output plane.
void add_plane(const Shape& shape, const float* in, const float* kernel, float* out) {
  const Axis &y = shape.y, &x = shape.x;
  for (int64_t i = 0; i < y.in * y.kernel; ++i) {
    const int64_t from_y = i / y.kernel, tap_y = i % y.kernel;
    const int64_t to_y = from_y * y.stride - y.pad + tap_y * y.dilation;
    if (to_y < 0 || to_y >= y.out) continue;
    for (int64_t k = 0; k < x.in * x.kernel; ++k) {
      const int64_t from_x = k / x.kernel, tap_x = k % x.kernel;
      const int64_t to_x = from_x * x.stride - x.pad + tap_x * x.dilation;
      if (to_x < 0 || to_x >= x.out) continue;
      out[to_y * x.out + to_x] += in[from_y * x.in + from_x] * kernel[tap_y * x.kernel + tap_x];
    }
  }
}

// One image of the batch; `bias` may be null.
void convolve(const Shape& shape, const float* in, const float* weights, const float* bias,
              float* out) {
  const int64_t in_plane = shape.y.in * shape.x.in, out_plane = shape.y.out * shape.x.out;
  const int64_t taps = shape.y.kernel * shape.x.kernel;
  for (int64_t o = 0; o < shape.groups * shape.out_channels; ++o) {
    const int64_t group = o / shape.out_channels;
    float* to = out + o * out_plane;
    std::fill_n(to, out_plane, bias == nullptr ? 0.0F : bias[o]);
    for (int64_t c = group * shape.in_channels; c < (group + 1) * shape.in_channels; ++c) {
      const int64_t kernel = c * shape.out_channels + o % shape.out_channels;
      add_plane(shape, in + c * in_plane, weights + kernel * taps, to);
    }
  }
}

}  // namespace

void lower_conv_transpose(Lowering& plan, const ir::Node& node) {
  const OperandId in = plan.plain(node.inputs[0]), weights = plan.plain(node.inputs[1]);
  const Shape shape = read_shape(node, plan[in], plan[weights]);
  const int64_t channels = shape.groups * shape.out_channels;
  std::vector<OperandId> operands{in, weights};
  OperandId bias = kNoOperand;
  if (node.input(2) != ir::kNoValue) {
    bias = plan.plain(node.inputs[2]);
    operands.push_back(bias);
    if (plan[bias].dtype != DType::float32 || plan[bias].count() != channels) {
      fail("bias has {} elements for {} channels", plan[bias].count(), channels);
    }
  }
  const OperandId out = plan.make(node.outputs[0], Layout::plain, DType::float32,
                                  {shape.batch, channels, shape.y.out, shape.x.out});
  plan.add("ConvTranspose", operands, {out}, [=](const Memory& memory) {
    const int64_t from = shape.groups * shape.in_channels * shape.y.in * shape.x.in;
    const int64_t to = channels * shape.y.out * shape.x.out;
    for (int64_t n = 0; n < shape.batch; ++n) {
      convolve(shape, memory.data<const float>(in) + n * from, memory.data<const float>(weights),
               bias == kNoOperand ? nullptr : memory.data<const float>(bias),
               memory.data<float>(out) + n * to);
    }
  });
}

}  // namespace sprint::engine
