#include "quantize/scheme.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

namespace sprint::quantization {
namespace {

constexpr Scheme kU8{DType::uint8, false}, kU8Symmetric{DType::uint8, true};
constexpr Scheme kS8{DType::int8, false}, kS8Symmetric{DType::int8, true};

// Worked by hand from the formulas of the header.
TEST(ChooseParams, EqualsValuesWorkedByHand) {
  EXPECT_EQ(choose_params({-1, 3}, kU8), (Params{4.0F / 255, 64}));  // 63.75 rounds to 64
  EXPECT_EQ(choose_params({-1, 3}, kS8), (Params{4.0F / 255, -64}));
  EXPECT_EQ(choose_params({-1, 3}, kU8Symmetric), (Params{6.0F / 255, 128}));
  EXPECT_EQ(choose_params({-1, 3}, kS8Symmetric), (Params{3.0F / 127, 0}));
}

TEST(ChooseParams, RangesIncludeZero) {
  EXPECT_EQ(choose_params({2, 6}, kU8), (Params{6.0F / 255, 0}));
  EXPECT_EQ(choose_params({2, 6}, kS8), (Params{6.0F / 255, -128}));
  EXPECT_EQ(choose_params({-6, -2}, kU8), (Params{6.0F / 255, 255}));
  EXPECT_EQ(choose_params({-6, -2}, kS8), (Params{6.0F / 255, 127}));
}

TEST(ChooseParams, DegenerateRangesGetScaleOne) {
  for (const float value : {0.0F, 1e-45F, 1e-37F}) {
    EXPECT_EQ(choose_params({-value, value}, kU8).scale, 1.0F) << value;
    EXPECT_EQ(choose_params({-value, value}, kS8Symmetric), (Params{1.0F, 0})) << value;
    EXPECT_EQ(choose_params({-value, value}, kU8Symmetric), (Params{1.0F, 128})) << value;
  }
}

TEST(ChooseParams, TheWholeOfFloatDoesNotOverflow) {
  constexpr float kMax = std::numeric_limits<float>::max();
  for (const Scheme scheme : {kU8, kS8, kU8Symmetric, kS8Symmetric}) {
    const Params params = choose_params({-kMax, kMax}, scheme);
    EXPECT_TRUE(std::isfinite(params.scale));
    EXPECT_GT(params.scale, 2.6e36F);
  }
}

TEST(ChooseParams, CoversTheRangeAndZeroExactly) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal;
  for (int round = 0; round < 2000; ++round) {
    const float a = std::ldexp(normal(random), round % 80 - 40), b = normal(random) * a;
    const calibrate::Range range{std::min(a, b), std::max(a, b)};
    for (const Scheme scheme : {kU8, kS8, kU8Symmetric, kS8Symmetric}) {
      const Params params = choose_params(range, scheme);
      const IntegerRange integers = integer_range(scheme);
      EXPECT_GE(params.zero_point, integers.low);
      EXPECT_LE(params.zero_point, integers.high);
      const calibrate::Range covered = representable(params, scheme.type);
      const float slack = 0.51F * params.scale;  // the zero point is rounded
      EXPECT_LE(covered.low, range.low + slack);
      EXPECT_GE(covered.high, range.high - slack);
    }
  }
}

}  // namespace
}  // namespace sprint::quantization
