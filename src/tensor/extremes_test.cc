#include "tensor/extremes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace sprint {
namespace {

using Limits = std::numeric_limits<float>;

TEST(Extremes, EqualsTheStandardAlgorithm) {
  std::mt19937 random(1);
  std::normal_distribution<float> normal(0.5F, 3.0F);
  for (size_t size = 1; size < 70; ++size) {
    std::vector<float> values(size);
    for (float& value : values) value = normal(random);
    const Extremes extremes = extremes_of(values);
    EXPECT_EQ(extremes.min(), *std::min_element(values.begin(), values.end()));
    EXPECT_EQ(extremes.max(), *std::max_element(values.begin(), values.end()));
    EXPECT_TRUE(extremes.finite());
  }
}

TEST(Extremes, HoldsAtTheEndsOfFloat) {
  const std::vector<float> values{Limits::max(), -Limits::max(), Limits::denorm_min()};
  const Extremes extremes = extremes_of(values);
  EXPECT_EQ(extremes.min(), -Limits::max());
  EXPECT_EQ(extremes.max(), Limits::max());
  EXPECT_TRUE(extremes.finite());
}

TEST(Extremes, NegativeZeroIsZero) {
  const std::vector<float> values{-0.0F};
  EXPECT_FALSE(std::signbit(extremes_of(values).min()));
}

TEST(Extremes, SeesWhatIsNotFinite) {
  for (const float bad :
       {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN(), -Limits::quiet_NaN()}) {
    std::vector<float> values(33, 1.0F);
    values[17] = bad;
    EXPECT_FALSE(extremes_of(values).finite());
  }
}

TEST(Extremes, OfNothingIsEmpty) { EXPECT_TRUE(extremes_of({}).empty()); }

}  // namespace
}  // namespace sprint
