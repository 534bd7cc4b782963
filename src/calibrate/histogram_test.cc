#include "calibrate/histogram.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace sprint::calibrate {
namespace {

using Limits = std::numeric_limits<float>;

// Values of all magnitudes and both signs, with many zeros, as tensors behind a Relu have.
std::vector<float> wild_values(size_t count, uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::uniform_int_distribution<int> exponent(-60, 40), kind(0, 3);
  std::vector<float> values(count);
  for (float& value : values) {
    value = kind(random) == 0 ? 0.0F : std::ldexp(normal(random), exponent(random));
  }
  values[count / 2] = -Limits::denorm_min();
  values[count / 3] = -0.0F;
  return values;
}

Histogram histogram_of(std::span<const float> values) {
  Histogram histogram;
  histogram.add(values);
  return histogram;
}

TEST(Histogram, DoesNotDependOnOrder) {
  std::vector<float> values = wild_values(5000, 1);
  const Histogram at_once = histogram_of(values);
  std::mt19937 random(2);
  for (int round = 0; round < 20; ++round) {
    std::shuffle(values.begin(), values.end(), random);
    Histogram in_parts;
    std::uniform_int_distribution<size_t> size(1, 700);
    for (size_t first = 0; first < values.size();) {
      const size_t count = std::min(size(random), values.size() - first);
      in_parts.add(std::span(values).subspan(first, count));
      first += count;
    }
    EXPECT_TRUE(in_parts == at_once);
  }
}

TEST(Histogram, SortedUpAndDownAreEqual) {
  std::vector<float> values = wild_values(3000, 3);
  std::sort(values.begin(), values.end(),
            [](float a, float b) { return std::fabs(a) < std::fabs(b); });
  Histogram up, down;
  for (const float value : values) up.add({&value, 1});
  std::reverse(values.begin(), values.end());
  for (const float value : values) down.add({&value, 1});
  EXPECT_TRUE(up == down);
}

TEST(Histogram, MergedPartsEqualTheWhole) {
  const std::vector<float> values = wild_values(4001, 4);
  const std::span<const float> all(values);
  Histogram forth = histogram_of(all.first(1000)), back = histogram_of(all.subspan(1000));
  const Histogram first = forth;
  forth.merge(back);
  back.merge(first);
  back.merge({});
  EXPECT_TRUE(forth == histogram_of(all));
  EXPECT_TRUE(back == forth);
}

TEST(Histogram, KeepsExactExtremes) {
  const Histogram histogram = histogram_of(std::vector<float>{0.1F, -3.7F, 2.3e20F});
  EXPECT_EQ(histogram.min(), -3.7F);
  EXPECT_EQ(histogram.max(), 2.3e20F);
  EXPECT_EQ(histogram.count(), 3U);
}

TEST(Histogram, HoldsTheWholeRangeOfFloat) {
  const Histogram histogram =
      histogram_of(std::vector<float>{-Limits::max(), Limits::max(), Limits::denorm_min()});
  EXPECT_EQ(histogram.quantile(0), -Limits::max());
  EXPECT_EQ(histogram.quantile(1), Limits::max());
}

TEST(Histogram, QuantilesAreThoseOfTheSortedValuesWithinABin) {
  std::mt19937 random(5);
  std::normal_distribution<float> normal(1.0F, 2.0F);
  std::vector<float> values(20000);
  for (float& value : values) value = normal(random);
  const Histogram histogram = histogram_of(values);
  std::sort(values.begin(), values.end());
  const float reach = std::max(-values.front(), values.back());
  const float bin = 2 * reach / Histogram::kBinsPerSide;  // an upper bound of the width
  for (const double q : {0.001, 0.01, 0.2, 0.5, 0.9, 0.999}) {
    const double rank = std::ceil(q * static_cast<double>(values.size()));
    const float exact = values[static_cast<size_t>(rank) - 1];
    EXPECT_NEAR(histogram.quantile(q), exact, bin) << q;
  }
  EXPECT_EQ(histogram.quantile(0), values.front());
  EXPECT_EQ(histogram.quantile(1), values.back());
}

TEST(Histogram, QuantileOfEqualValuesIsThatValue) {
  const Histogram histogram = histogram_of(std::vector<float>(10, 0.3F));
  EXPECT_EQ(histogram.quantile(0.5), 0.3F);
}

TEST(Histogram, CountsWhatIsNotFiniteApart) {
  Histogram histogram = histogram_of(std::vector<float>{1, -Limits::infinity(), 2});
  histogram.add(std::vector<float>{Limits::quiet_NaN(), Limits::infinity()});
  EXPECT_EQ(histogram.count(), 2U);
  EXPECT_EQ(histogram.infinities(), 2U);
  EXPECT_EQ(histogram.nans(), 1U);
  EXPECT_EQ(histogram.min(), 1);
  EXPECT_EQ(histogram.max(), 2);
  Histogram merged = histogram_of(std::vector<float>{1});
  merged.merge(histogram_of(std::vector<float>{Limits::infinity(), -Limits::infinity()}));
  merged.merge(histogram_of(std::vector<float>{2, Limits::quiet_NaN()}));
  EXPECT_TRUE(merged == histogram);
}

TEST(Histogram, IsEmptyAtFirst) {
  Histogram histogram;
  histogram.add({});
  EXPECT_EQ(histogram.count(), 0U);
  EXPECT_EQ(histogram.quantile(0.5), 0.0F);
  EXPECT_TRUE(histogram == Histogram());
}

}  // namespace
}  // namespace sprint::calibrate
