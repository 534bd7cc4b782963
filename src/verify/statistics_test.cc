#include "verify/statistics.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

namespace sprint::verify {
namespace {

TEST(Statistics, PercentilesInterpolateLinearly) {
  EXPECT_DOUBLE_EQ(percentile({7}, 99), 7);
  EXPECT_DOUBLE_EQ(percentile({4, 1, 3, 2}, 0), 1);
  EXPECT_DOUBLE_EQ(percentile({4, 1, 3, 2}, 100), 4);
  EXPECT_DOUBLE_EQ(percentile({4, 1, 3, 2}, 50), 2.5);
  EXPECT_DOUBLE_EQ(percentile({4, 1, 3, 2}, 90), 3.7);
  EXPECT_DOUBLE_EQ(median({9, 1, 5}), 5);
}

TEST(Statistics, OutliersLieFarFromTheMedian) {
  std::vector<double> values(100);
  std::iota(values.begin(), values.end(), 1);
  EXPECT_DOUBLE_EQ(median_absolute_deviation(values), 25);
  EXPECT_EQ(count_outliers(values), 0U);
  values.push_back(1000);
  values.push_back(-1000);
  EXPECT_EQ(count_outliers(values), 2U);
}

TEST(Statistics, IntervalOfEqualValuesIsAPoint) {
  const Interval interval = median_interval({2, 2, 2});
  EXPECT_EQ(interval.value, 2);
  EXPECT_EQ(interval.low, 2);
  EXPECT_EQ(interval.high, 2);
}

TEST(Statistics, IntervalDependsOnlyOnValuesAndSeed) {
  const std::vector<double> values{1, 5, 2, 8, 3, 9, 4, 7};
  EXPECT_EQ(median_interval(values, 1).low, median_interval(values, 1).low);
  EXPECT_EQ(median_interval(values, 1).high, median_interval(values, 1).high);
}

// Of many sets drawn from a distribution of known median, about 95% of the intervals hold it.
TEST(Statistics, IntervalsHoldTheMedianAsOftenAsTheySay) {
  std::mt19937 engine(7);
  constexpr int kSets = 200;
  int held = 0;
  for (int set = 0; set < kSets; ++set) {
    std::vector<double> values(40);
    for (double& value : values) value = static_cast<double>(engine()) * 0x1p-32;
    const Interval interval = median_interval(values, static_cast<uint64_t>(set));
    held += interval.low <= 0.5 && 0.5 <= interval.high ? 1 : 0;
  }
  EXPECT_GE(held, kSets * 88 / 100);
  EXPECT_LT(held, kSets);
}

// Values that follow each other closely tell less than as many independent ones: an interval that
// took them for independent would hold the median half as often as it says.
TEST(Statistics, IntervalsHoldTheMedianOfValuesThatDependOnTheirNeighbours) {
  std::mt19937 engine(7);
  constexpr int kSets = 200;
  int held = 0;
  for (int set = 0; set < kSets; ++set) {
    std::vector<double> values(400);
    double drift = 0;
    for (double& value : values) {
      drift = 0.8 * drift + static_cast<double>(engine()) * 0x1p-32 - 0.5;
      value = drift;
    }
    const Interval interval = median_interval(values, static_cast<uint64_t>(set));
    held += interval.low <= 0 && 0 <= interval.high ? 1 : 0;
  }
  EXPECT_GE(held, kSets * 85 / 100);
}

TEST(Statistics, IntervalNarrowsWithMoreValues) {
  std::mt19937 engine(7);
  std::vector<double> values(1000);
  for (double& value : values) value = static_cast<double>(engine()) * 0x1p-32;
  const Interval many = median_interval(values);
  const Interval few = median_interval({values.begin(), values.begin() + 30});
  EXPECT_LT(many.high - many.low, few.high - few.low);
}

}  // namespace
}  // namespace sprint::verify
