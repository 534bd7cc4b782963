#include "quantize/weights.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include "base/error.h"
#include "base/fresh_bytes.h"
#include "base/mapped_file.h"

namespace sprint::quantization {
namespace {

// A constant seen as [outer, channels, inner]; without an axis [1, 1, count].
struct Layout {
  size_t outer = 1, channels = 1, inner = 1;
};

Layout layout_of(const ir::Constant& constant, std::optional<int> axis) {
  if (!axis) return {1, 1, static_cast<size_t>(constant.count())};
  Layout layout;
  for (size_t i = 0; i < constant.dims().size(); ++i) {
    const auto dim = static_cast<size_t>(constant.dims()[i]);
    const auto channel_axis = static_cast<size_t>(*axis);
    (i < channel_axis ? layout.outer : i == channel_axis ? layout.channels : layout.inner) *= dim;
  }
  return layout;
}

std::vector<Extremes> extremes_per_channel(std::span<const float> values, const Layout& layout) {
  std::vector<Extremes> extremes(layout.channels);
  const float* at = values.data();
  for (size_t o = 0; o < layout.outer; ++o) {
    if (layout.inner == 1) {
      for (size_t c = 0; c < layout.channels; ++c) extremes[c].add(at[c]);
      at += layout.channels;
      continue;
    }
    for (size_t c = 0; c < layout.channels; ++c, at += layout.inner) {
      const Extremes part = extremes_of({at, layout.inner});
      extremes[c].low = std::min(extremes[c].low, part.low);
      extremes[c].high = std::max(extremes[c].high, part.high);
    }
  }
  return extremes;
}

// A channel of zeros only has no scale of its own; behind a bias it takes one that leaves 23 bits
// for the bias: least scales leave 30.
constexpr float kZeroChannelFactor = 128;

std::vector<Params> channel_params(std::span<const Extremes> extremes, Scheme scheme,
                                   std::span<const float> least_scales) {
  std::vector<Params> params;
  for (size_t c = 0; c < extremes.size(); ++c) {
    if (!extremes[c].empty() && !extremes[c].finite()) fail("holds a NaN or an infinity");
    const calibrate::Range range = extremes[c].empty()
                                       ? calibrate::Range{}
                                       : calibrate::Range{extremes[c].min(), extremes[c].max()};
    Params chosen = choose_params(range, scheme);
    const float least = least_scales.empty() ? 0 : least_scales[c];
    if (range == calibrate::Range{} && least > 0) {
      chosen.scale = least * kZeroChannelFactor;
    } else if (chosen.scale < least) {
      chosen.scale = least;
    }
    params.push_back(chosen);
  }
  return params;
}

// Rounds half to even any number of magnitude under 2^22: there, floats of magnitude 2^23 are one
// apart.
float round_small(float value) {
  constexpr float kShift = 12582912.0F;  // 1.5 * 2^23
  return (value + kShift) - kShift;
}

// What an element of one channel is divided by, clamped to and shifted by.
template <typename T>
struct Rounding {
  explicit Rounding(const Params& params)
      : scale(params.scale),
        low(static_cast<float>(std::numeric_limits<T>::min() - params.zero_point)),
        high(static_cast<float>(std::numeric_limits<T>::max() - params.zero_point)),
        zero_point(params.zero_point) {}

  T operator()(float value) const {
    const float steps = std::min(std::max(value / scale, low), high);
    return static_cast<T>(static_cast<int32_t>(round_small(steps)) + zero_point);
  }

  float scale, low, high;
  int32_t zero_point;
};

template <typename T>
Bytes quantize_values(std::span<const float> values, const Layout& layout,
                      std::span<const Params> params) {
  std::vector<Rounding<T>> rounding(params.begin(), params.end());
  const FreshBytes quantized = fresh_bytes(values.size() * sizeof(T));
  const float* from = values.data();
  T* to = quantized.as<T>().data();
  for (size_t o = 0; o < layout.outer; ++o) {
    if (layout.inner == 1) {
      for (size_t c = 0; c < layout.channels; ++c) *to++ = rounding[c](*from++);
      continue;
    }
    for (size_t c = 0; c < layout.channels; ++c) {
      const Rounding<T> round = rounding[c];
      for (size_t i = 0; i < layout.inner; ++i) to[i] = round(from[i]);
      from += layout.inner;
      to += layout.inner;
    }
  }
  return quantized.bytes;
}

template <typename T>
QuantizedConstant quantize_as(std::span<const float> floats, const std::vector<int64_t>& shape,
                              const Layout& layout, std::optional<int> axis,
                              std::span<const Params> params) {
  std::vector<int64_t> dims;
  if (axis) dims.push_back(static_cast<int64_t>(layout.channels));
  std::vector<float> scales;
  std::vector<T> zero_points;
  for (const Params& channel : params) {
    scales.push_back(channel.scale);
    zero_points.push_back(static_cast<T>(channel.zero_point));
  }
  return {ir::Constant::make(ir::dtype_of<T>(), shape, quantize_values<T>(floats, layout, params)),
          ir::Constant::of(dims, std::move(scales)), ir::Constant::of(dims, std::move(zero_points)),
          axis};
}

}  // namespace

std::vector<Extremes> channel_extremes(const ir::Constant& constant, int axis) {
  const ir::Elements<float> floats = constant.as<float>();
  return extremes_per_channel(floats.span(), layout_of(constant, axis));
}

QuantizedConstant quantize_constant(const ir::Constant& constant, std::optional<int> axis,
                                    Scheme scheme, std::span<const float> least_scales) {
  const Layout layout = layout_of(constant, axis);
  const ir::Elements<float> floats = constant.as<float>();
  const std::vector<Extremes> extremes = extremes_per_channel(floats.span(), layout);
  const std::vector<Params> params = channel_params(extremes, scheme, least_scales);
  const auto quantize = scheme.type == DType::uint8 ? quantize_as<uint8_t> : quantize_as<int8_t>;
  QuantizedConstant quantized = quantize(floats.span(), constant.dims(), layout, axis, params);
  release_pages(constant.data());
  return quantized;
}

std::vector<float> least_weight_scales(std::span<const float> bias, float input_scale) {
  constexpr double kMaxSteps = 1 << 30;  // half of int32: the products still have room
  constexpr float kNormal = std::numeric_limits<float>::min();
  std::vector<float> scales;
  for (const float value : bias) {
    const double product =
        std::max(std::fabs(static_cast<double>(value)) / kMaxSteps, 2.0 * kNormal);
    const auto scale = static_cast<float>(product / static_cast<double>(input_scale));
    scales.push_back(std::max(scale, kNormal));
  }
  return scales;
}

QuantizedBias quantize_bias(std::span<const float> bias, float input_scale,
                            const ir::Constant& weight_scales) {
  const ir::Elements<float> weights = weight_scales.as<float>();
  std::vector<float> scales;
  for (const float weight : weights) {
    scales.push_back(input_scale * weight);
    if (!std::isfinite(scales.back())) {
      fail(
          "the product of its input's scale {} and its weight's scale {} exceeds float32; leave it "
          "out of quantization",
          input_scale, weight);
    }
  }
  constexpr double kMin = std::numeric_limits<int32_t>::min();
  constexpr double kMax = std::numeric_limits<int32_t>::max();
  std::vector<int32_t> values;
  for (size_t i = 0; i < bias.size(); ++i) {
    if (!std::isfinite(bias[i])) fail("its bias holds a NaN or an infinity");
    const double scale = scales[scales.size() == 1 ? 0 : i];
    values.push_back(static_cast<int32_t>(std::clamp(std::nearbyint(bias[i] / scale), kMin, kMax)));
  }
  return {ir::Constant::of({static_cast<int64_t>(bias.size())}, std::move(values)),
          ir::Constant::of(weight_scales.dims(), std::move(scales))};
}

ir::ConstantPtr transposed(const ir::Constant& matrix) {
  const auto rows = static_cast<size_t>(matrix.dims()[0]);
  const auto columns = static_cast<size_t>(matrix.dims()[1]);
  const std::byte* from = matrix.data().data();
  const FreshBytes fresh = fresh_bytes(rows * columns);
  std::byte* to = fresh.writable.data();
  constexpr size_t kBlock = 64;  // a block of rows and of columns stays in the first-level cache
  for (size_t block = 0; block < rows; block += kBlock) {
    const size_t end = std::min(rows, block + kBlock);
    for (size_t c = 0; c < columns; ++c) {
      for (size_t r = block; r < end; ++r) to[c * rows + r] = from[r * columns + c];
    }
  }
  return ir::Constant::make(matrix.dtype(), {matrix.dims()[1], matrix.dims()[0]}, fresh.bytes);
}

}  // namespace sprint::quantization
