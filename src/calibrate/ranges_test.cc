#include "calibrate/ranges.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
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
  EXPECT_EQ(ranges.at("x").covered, (Range{-200.0F, 799.0F}));
  EXPECT_EQ(ranges.at("x").evidence, Evidence::values);
}

TEST(ChooseRanges, PercentileCutsHalfOfTheRestAtEitherEnd) {
  const TensorRange range = choose_ranges(thousand(), CalibrationMethod::percentile, 90).at("x");
  EXPECT_NEAR(range.covered.low, -150.0F, 1.0F);
  EXPECT_NEAR(range.covered.high, 749.0F, 1.0F);
  EXPECT_EQ(range.extremes, (Range{-200.0F, 799.0F}));
}

TEST(ChooseRanges, HundredPercentIsMinMax) {
  EXPECT_EQ(choose_ranges(thousand(), CalibrationMethod::percentile, 100),
            choose_ranges(thousand(), CalibrationMethod::min_max, 100));
}

TEST(ChooseRanges, TellsWhatIsNoEvidence) {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const auto evidence = [](const std::vector<float>& values) {
    Observations observations;
    observations.tensors["x"].add(values);
    return choose_ranges(observations, CalibrationMethod::min_max, 100).at("x").evidence;
  };
  EXPECT_EQ(evidence({}), Evidence::nothing);
  EXPECT_EQ(evidence({0, 0, -0.0F}), Evidence::zeros);
  EXPECT_EQ(evidence({0, 1, -infinity}), Evidence::infinities);
  EXPECT_EQ(evidence({-infinity}), Evidence::infinities);
  EXPECT_EQ(evidence({0, infinity, std::nanf("")}), Evidence::nans);
}

TEST(ChooseRanges, RefusesImpossiblePercentiles) {
  for (const double percentile : {0.0, -1.0, 100.5, std::nan("")}) {
    EXPECT_THROW(choose_ranges(thousand(), CalibrationMethod::percentile, percentile), Error);
  }
}

}  // namespace
}  // namespace sprint::calibrate
