#include "calibrate/ranges.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "sprint/error.h"

namespace sprint::calibrate {
namespace {

Observations thousand() {
  std::vector<float> values;
  for (int i = 0; i < 1000; ++i) values.push_back(static_cast<float>(i) - 200.0F);
  Observations observations;
  observations.samples = 1;
  observations.tensors["x"].add(values);
  return observations;
}

TEST(ChooseRanges, MinMaxIsExact) {
  const Ranges ranges = choose_ranges(thousand(), CalibrationMethod::min_max, 99);
  EXPECT_EQ(ranges.at("x"), (Range{-200.0F, 799.0F}));
}

TEST(ChooseRanges, PercentileCutsHalfOfTheRestAtEitherEnd) {
  const Range range = choose_ranges(thousand(), CalibrationMethod::percentile, 90).at("x");
  EXPECT_NEAR(range.low, -150.0F, 1.0F);
  EXPECT_NEAR(range.high, 749.0F, 1.0F);
}

TEST(ChooseRanges, HundredPercentIsMinMax) {
  EXPECT_EQ(choose_ranges(thousand(), CalibrationMethod::percentile, 100),
            choose_ranges(thousand(), CalibrationMethod::min_max, 100));
}

TEST(ChooseRanges, RefusesImpossiblePercentiles) {
  for (const double percentile : {0.0, -1.0, 100.5, std::nan("")}) {
    EXPECT_THROW(choose_ranges(thousand(), CalibrationMethod::percentile, percentile), Error);
  }
}

}  // namespace
}  // namespace sprint::calibrate
