#include "quantize/weights.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "sprint/error.h"

namespace sprint::quantization {
namespace {

using Limits = std::numeric_limits<float>;
constexpr Scheme kU8{DType::uint8, false}, kU8Symmetric{DType::uint8, true};
constexpr Scheme kS8{DType::int8, false}, kS8Symmetric{DType::int8, true};

ir::ConstantPtr random_constant(std::vector<int64_t> dims, uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.1F, 1.0F);
  std::vector<float> values(static_cast<size_t>(element_count(dims)));
  for (float& value : values) value = normal(random);
  return ir::Constant::of(std::move(dims), std::move(values));
}

// The definition, one element at a time: the index along `axis` of element `i`.
size_t channel_of(const std::vector<int64_t>& dims, int axis, size_t i) {
  size_t inner = 1;
  for (size_t d = static_cast<size_t>(axis) + 1; d < dims.size(); ++d) {
    inner *= static_cast<size_t>(dims[d]);
  }
  return i / inner % static_cast<size_t>(dims[static_cast<size_t>(axis)]);
}

int64_t reference_value(float value, float scale, int64_t zero_point, DType type) {
  const IntegerRange all = integer_range({type, false});
  const int64_t q = std::llrint(std::nearbyint(value / scale)) + zero_point;
  return std::clamp<int64_t>(q, all.low, all.high);
}

void expect_equals_reference(const ir::Constant& constant, std::optional<int> axis, Scheme scheme) {
  const QuantizedConstant quantized = quantize_constant(constant, axis, scheme);
  const std::vector<float> floats = constant.to_floats(), scales = quantized.scales->to_floats();
  const std::vector<int64_t> integers = quantized.values->to_ints();
  const std::vector<int64_t> zero_points = quantized.zero_points->to_ints();
  ASSERT_EQ(quantized.values->dims(), constant.dims());
  ASSERT_EQ(quantized.values->dtype(), scheme.type);
  std::vector<calibrate::Range> ranges(scales.size());
  for (size_t i = 0; i < floats.size(); ++i) {
    const size_t c = axis ? channel_of(constant.dims(), *axis, i) : 0;
    ranges[c].low = std::min(ranges[c].low, floats[i]);
    ranges[c].high = std::max(ranges[c].high, floats[i]);
    EXPECT_EQ(integers[i], reference_value(floats[i], scales[c], zero_points[c], scheme.type));
  }
  for (size_t c = 0; c < scales.size(); ++c) {
    const Params expected = choose_params(ranges[c], scheme);
    EXPECT_EQ(scales[c], expected.scale);
    EXPECT_EQ(zero_points[c], expected.zero_point);
  }
}

TEST(QuantizeConstant, EqualsTheDefinitionPerTensor) {
  for (const Scheme scheme : {kU8, kU8Symmetric, kS8, kS8Symmetric}) {
    expect_equals_reference(*random_constant({5, 3, 3, 3}, 1), std::nullopt, scheme);
    expect_equals_reference(*random_constant({}, 2), std::nullopt, scheme);
  }
}

TEST(QuantizeConstant, EqualsTheDefinitionPerChannelOnEveryAxis) {
  for (const Scheme scheme : {kU8Symmetric, kS8Symmetric}) {
    for (int axis = 0; axis < 4; ++axis) {
      expect_equals_reference(*random_constant({5, 7, 3, 2}, 3), axis, scheme);
    }
    expect_equals_reference(*random_constant({17, 33}, 4), 1, scheme);
  }
}

TEST(QuantizeConstant, ScalesOfATensorAreOfRankZero) {
  const QuantizedConstant quantized =
      quantize_constant(*random_constant({4, 4}, 5), std::nullopt, kS8Symmetric);
  EXPECT_TRUE(quantized.scales->dims().empty());
  EXPECT_TRUE(quantized.zero_points->dims().empty());
}

TEST(QuantizeConstant, RoundsHalfToEvenAndSaturates) {
  // Scale 2: symmetric int8 of a range of 254.
  const auto constant = ir::Constant::of<float>({7}, {254, 1, 3, 5, -1, -3, -254});
  const QuantizedConstant quantized = quantize_constant(*constant, std::nullopt, kS8Symmetric);
  EXPECT_EQ(quantized.values->to_ints(), (std::vector<int64_t>{127, 0, 2, 2, 0, -2, -127}));
  // 2 * 255 / 255 = 2: the upper end would be step 127.5 over the middle 128, and saturates.
  const auto edge = ir::Constant::of<float>({2}, {255, -255});
  EXPECT_EQ(quantize_constant(*edge, std::nullopt, kU8Symmetric).values->to_ints(),
            (std::vector<int64_t>{255, 0}));
}

TEST(QuantizeConstant, HoldsAtTheEndsOfFloat) {
  const auto constant =
      ir::Constant::of<float>({4}, {Limits::max(), -Limits::max(), Limits::denorm_min(), 0});
  EXPECT_EQ(quantize_constant(*constant, std::nullopt, kS8Symmetric).values->to_ints(),
            (std::vector<int64_t>{127, -127, 0, 0}));
  const auto zeros = ir::Constant::of<float>({3}, {0, -0.0F, 1e-44F});
  const QuantizedConstant quantized = quantize_constant(*zeros, std::nullopt, kU8);
  EXPECT_EQ(quantized.values->to_ints(), (std::vector<int64_t>{0, 0, 0}));
  EXPECT_EQ(quantized.scales->to_floats(), std::vector<float>{1});
}

TEST(QuantizeConstant, OfNothingIsNothing) {
  const auto constant = ir::Constant::of<float>({3, 0}, {});
  EXPECT_EQ(quantize_constant(*constant, 0, kS8Symmetric).scales->count(), 3);
}

TEST(QuantizeConstant, RefusesWhatIsNotFinite) {
  const auto constant = ir::Constant::of<float>({2}, {1, Limits::quiet_NaN()});
  EXPECT_THROW(quantize_constant(*constant, std::nullopt, kS8Symmetric), Error);
}

TEST(QuantizeConstant, EqualZeroPointsPerChannelEvenForZeroChannels) {
  const auto constant = ir::Constant::of<float>({2, 2}, {0, 0, 1, 2});
  EXPECT_EQ(quantize_constant(*constant, 0, kU8Symmetric).zero_points->to_ints(),
            (std::vector<int64_t>{128, 128}));
}

TEST(QuantizeBias, EqualsTheDefinition) {
  const std::vector<float> bias{1.0F, -2.0F, 0.0F};
  const auto weight_scales = ir::Constant::of<float>({3}, {0.5F, 0.25F, 1.0F});
  const QuantizedBias quantized = quantize_bias(bias, 0.125F, *weight_scales);
  EXPECT_EQ(quantized.values->to_ints(), (std::vector<int64_t>{16, -64, 0}));
  EXPECT_EQ(quantized.scales->to_floats(), (std::vector<float>{0.0625F, 0.03125F, 0.125F}));
  EXPECT_EQ(quantized.values->dtype(), DType::int32);
}

TEST(QuantizeBias, LeastScalesKeepBiasesWithinThirtyBits) {
  const std::vector<float> bias{3e5F, -1e-3F, 0.0F, 5.0F, Limits::max()};
  const float input_scale = 1e-3F;
  const std::vector<float> least = least_weight_scales(bias, input_scale);
  // Weights so small that 32 bits would not hold the bias, zeros, and ordinary ones.
  const auto weights = ir::Constant::of<float>({5, 2}, {1e-9F, 0, 1e-9F, 0, 0, 0, 0, 0, 1, 2});
  const QuantizedConstant quantized = quantize_constant(*weights, 0, kS8Symmetric, least);
  const QuantizedBias back = quantize_bias(bias, input_scale, *quantized.scales);
  const std::vector<float> scales = back.scales->to_floats();
  const std::vector<int64_t> steps = back.values->to_ints();
  for (size_t i = 0; i < bias.size(); ++i) {
    EXPECT_LE(std::abs(steps[i]), (1 << 30) + 64);
    const float restored = static_cast<float>(steps[i]) * scales[i];
    EXPECT_NEAR(restored, bias[i], std::max(0.5F * scales[i], 1e-6F * std::fabs(bias[i])));
  }
  // Behind zero weights the bias keeps its precision.
  EXPECT_NEAR(static_cast<float>(steps[3]) * scales[3], 5.0F, 1e-6F);
}

TEST(QuantizeBias, ScaleProductsNeverVanish) {
  const std::vector<float> bias{0.0F};
  for (const float input_scale : {1.2e-38F, 1e-20F, 1.0F, 1e30F}) {
    const float least = least_weight_scales(bias, input_scale)[0];
    EXPECT_GE(least, Limits::min());
    EXPECT_GE(least * input_scale, Limits::min());
  }
}

TEST(QuantizeBias, RefusesScalesBeyondFloat) {
  const std::vector<float> bias{1.0F};
  EXPECT_THROW(quantize_bias(bias, 1e30F, *ir::Constant::of<float>({}, {1e30F})), Error);
}

TEST(Transposed, EqualsTheDefinition) {
  const int64_t rows = 131, columns = 67;
  std::vector<int8_t> values(static_cast<size_t>(rows * columns));
  for (size_t i = 0; i < values.size(); ++i) values[i] = static_cast<int8_t>(i * 37 % 251);
  const auto matrix = ir::Constant::of<int8_t>({rows, columns}, values);
  const ir::ConstantPtr turned = transposed(*matrix);
  ASSERT_EQ(turned->dims(), (std::vector<int64_t>{columns, rows}));
  const std::vector<int64_t> from = matrix->to_ints(), to = turned->to_ints();
  for (int64_t r = 0; r < rows; ++r) {
    for (int64_t c = 0; c < columns; ++c) {
      EXPECT_EQ(to[static_cast<size_t>(c * rows + r)], from[static_cast<size_t>(r * columns + c)]);
    }
  }
}

}  // namespace
}  // namespace sprint::quantization
