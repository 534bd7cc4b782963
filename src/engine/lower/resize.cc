// Resize of images along height and width: nearest and linear.
#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "engine/lower/rules.h"

namespace sprint::engine {
namespace {

// One dimension: its sizes before and after, and output / input.
struct Axis {
  int64_t in = 0, out = 0;
  float scale = 1;
};

// Where an output row or column comes from: low * low_weight + high * high_weight.
struct Tap {
  int32_t low = 0, high = 0;
  float low_weight = 1, high_weight = 0;
};

struct Taps {
  std::vector<Tap> rows, columns;
};

bool has_elements(const Lowering& plan, const ir::Node& node, size_t index) {
  return node.input(index) != ir::kNoValue && plan.constant(node, index).count() != 0;
}

std::vector<size_t> axes_of(const ir::Node& node) {
  std::vector<size_t> axes;
  for (const int64_t axis : node.get("axes", std::vector<int64_t>{0, 1, 2, 3})) {
    if (axis < -4 || axis > 3) fail("axis {} of rank 4", axis);
    axes.push_back(static_cast<size_t>(axis < 0 ? axis + 4 : axis));
  }
  return axes;
}

std::vector<Axis> read_axes(const Lowering& plan, const ir::Node& node, const Operand& input) {
  std::vector<Axis> result;
  for (const int64_t size : input.dims) result.push_back({size, size, 1});
  const std::vector<size_t> axes = axes_of(node);
  const bool by_size = has_elements(plan, node, 3);
  const ir::Constant& given = plan.constant(node, by_size ? 3 : 2);
  if (given.count() != static_cast<int64_t>(axes.size())) {
    fail("{} scales or sizes for {} axes", given.count(), axes.size());
  }
  for (size_t i = 0; i < axes.size(); ++i) {
    Axis& axis = result[axes[i]];
    if (by_size) {
      axis.out = given.to_ints()[i];
      axis.scale = static_cast<float>(axis.out) / static_cast<float>(axis.in);
    } else {
      axis.scale = given.to_floats()[i];
      const float size = std::floor(static_cast<float>(axis.in) * axis.scale);
      if (!(size >= 0 && size < 0x1p31F))
        fail("cannot resize {} elements by {}", axis.in, axis.scale);
      axis.out = static_cast<int64_t>(size);
    }
    if (axis.in <= 0 || axis.out <= 0) fail("cannot resize {} to {} elements", axis.in, axis.out);
  }
  return result;
}

// The place in the input of output element `at`, as ai.onnx 19 defines it.
float coordinate(const std::string& mode, const Axis& axis, int64_t at) {
  const auto x = static_cast<float>(at);
  const auto in = static_cast<float>(axis.in), out = static_cast<float>(axis.out);
  if (mode == "asymmetric") return x / axis.scale;
  if (mode == "align_corners") return axis.out == 1 ? 0 : x * (in - 1) / (out - 1);
  const float half = (x + 0.5F) / axis.scale - 0.5F;
  if (mode == "half_pixel") return half;
  if (mode == "pytorch_half_pixel") return axis.out > 1 ? half : 0;
  if (mode == "half_pixel_symmetric") {
    return in / 2 * (1 - out / (axis.scale * in)) + half;
  }
  fail("coordinate_transformation_mode {} is not supported by the native runtime", mode);
}

float round_to_element(const std::string& mode, float x) {
  if (mode == "floor") return std::floor(x);
  if (mode == "ceil") return std::ceil(x);
  if (mode == "round_prefer_ceil") return std::floor(x + 0.5F);
  if (mode == "round_prefer_floor") return std::ceil(x - 0.5F);
  fail("nearest_mode {} is unknown", mode);
}

std::vector<Tap> taps_of(const ir::Node& node, const Axis& axis, bool linear) {
  const auto transform = node.get("coordinate_transformation_mode", std::string("half_pixel"));
  const auto rounding = node.get("nearest_mode", std::string("round_prefer_floor"));
  const auto last = static_cast<float>(axis.in - 1);
  std::vector<Tap> taps;
  for (int64_t i = 0; i < axis.out; ++i) {
    float x = axis.scale == 1 ? static_cast<float>(i) : coordinate(transform, axis, i);
    if (!linear) x = round_to_element(rounding, x);
    x = std::clamp(x, 0.0F, last);
    const float low = std::floor(x);
    const float high = std::min(low + 1, last);
    taps.push_back({static_cast<int32_t>(low), static_cast<int32_t>(high), 1 - (x - low), x - low});
  }
  return taps;
}

template <typename T>
T to_element(float value) {
  if constexpr (std::is_same_v<T, float>) return value;
  return static_cast<T>(std::clamp(std::nearbyint(value), 0.0F, 255.0F));
}

template <typename T>
void resize_nearest(const Taps& taps, const kernels::Image<const T>& in,
                    const kernels::Image<T>& out) {
  for (int32_t y = 0; y < out.height; ++y) {
    const T* from = in.data + taps.rows[static_cast<size_t>(y)].low * in.row_stride;
    T* to = out.data + y * out.row_stride;
    for (const Tap& column : taps.columns) {
      std::copy_n(from + column.low * in.pixel_stride, in.channels, to);
      to += out.pixel_stride;
    }
  }
}

template <typename T>
void resize_linear(const Taps& taps, const kernels::Image<const T>& in,
                   const kernels::Image<T>& out) {
  for (int32_t y = 0; y < out.height; ++y) {
    const Tap& row = taps.rows[static_cast<size_t>(y)];
    const T* upper = in.data + row.low * in.row_stride;
    const T* lower = in.data + row.high * in.row_stride;
    T* to = out.data + y * out.row_stride;
    for (const Tap& column : taps.columns) {
      const ptrdiff_t left = column.low * in.pixel_stride, right = column.high * in.pixel_stride;
      const float a = row.low_weight * column.low_weight, b = row.low_weight * column.high_weight;
      const float c = row.high_weight * column.low_weight, d = row.high_weight * column.high_weight;
      for (int32_t k = 0; k < in.channels; ++k) {
        to[k] = to_element<T>(
            a * static_cast<float>(upper[left + k]) + b * static_cast<float>(upper[right + k]) +
            c * static_cast<float>(lower[left + k]) + d * static_cast<float>(lower[right + k]));
      }
      to += out.pixel_stride;
    }
  }
}

template <typename T>
void add_resize(Lowering& plan, const ir::Node& node, const Operand& input,
                const std::vector<Axis>& axes, bool linear) {
  const OperandId in = plan.image(node.inputs[0]);
  const OperandId out = plan.make_image(node.outputs[0], input.dtype,
                                        {input.dims[0], input.dims[1], axes[2].out, axes[3].out});
  auto taps = std::make_shared<const Taps>(
      Taps{taps_of(node, axes[2], linear), taps_of(node, axes[3], linear)});
  plan.add("Resize", {in}, {out}, [=, batch = input.dims[0]](const Memory& memory) {
    for (int64_t n = 0; n < batch; ++n) {
      const auto from = memory.image<const T>(in, n);
      const auto to = memory.image<T>(out, n);
      linear ? resize_linear<T>(*taps, from, to) : resize_nearest<T>(*taps, from, to);
    }
  });
}

void check_attributes(const ir::Node& node, const std::string& mode) {
  if (mode != "nearest" && mode != "linear") {
    fail("mode {}; the native runtime takes nearest and linear", mode);
  }
  if (node.get<int64_t>("antialias", 0) != 0) fail("the native runtime has no antialias");
  const auto policy = node.get("keep_aspect_ratio_policy", std::string("stretch"));
  if (policy != "stretch") {
    fail("keep_aspect_ratio_policy {}; the native runtime takes stretch", policy);
  }
}

}  // namespace

void lower_resize(Lowering& plan, const ir::Node& node) {
  const Operand input = plan.describe(node.inputs[0]);
  const auto mode = node.get("mode", std::string("nearest"));
  check_attributes(node, mode);
  const bool takes = input.dtype == DType::float32 || input.dtype == DType::uint8;
  if (!takes || input.dims.size() != 4) {
    fail("the input is {} of shape {}; the native runtime resizes images of float32 or uint8",
         dtype_name(input.dtype), dims_text(input.dims));
  }
  const std::vector<Axis> axes = read_axes(plan, node, input);
  if (axes[0].out != input.dims[0] || axes[1].out != input.dims[1] || axes[0].scale != 1 ||
      axes[1].scale != 1) {
    fail("batch and channels are scaled; the native runtime scales height and width");
  }
  const bool linear = mode == "linear";
  if (input.dtype == DType::float32) return add_resize<float>(plan, node, input, axes, linear);
  add_resize<uint8_t>(plan, node, input, axes, linear);
}

}  // namespace sprint::engine
