#include "verify/figure_text.h"

#include <gtest/gtest.h>

#include "sprint/compare.h"

namespace sprint::verify {
namespace {

TEST(FigureText, TimesHaveThreeDigitsAndTheUnitThatSuits) {
  EXPECT_EQ(time_text(0), "0.00 us");
  EXPECT_EQ(time_text(9.994), "9.99 us");
  EXPECT_EQ(time_text(9.996), "10.0 us");
  EXPECT_EQ(time_text(85.24), "85.2 us");
  EXPECT_EQ(time_text(999.4), "999 us");
  EXPECT_EQ(time_text(999.6), "1.00 ms");
  EXPECT_EQ(time_text(35'300), "35.3 ms");
  EXPECT_EQ(time_text(1'200'000), "1.20 s");
}

TEST(FigureText, BytesAreDecimal) {
  EXPECT_EQ(bytes_text(0), "0 B");
  EXPECT_EQ(bytes_text(999), "999 B");
  EXPECT_EQ(bytes_text(330'000), "330 KB");
  EXPECT_EQ(bytes_text(1'280'000), "1.28 MB");
  EXPECT_EQ(bytes_text(2'500'000'000), "2.50 GB");
}

TEST(FigureText, SharesDecibelsAndCounts) {
  EXPECT_EQ(points_text(0.0033), "0.33");
  EXPECT_EQ(sqnr_text(41.04), "41.0 dB");
  EXPECT_EQ(sqnr_text(kMaxSqnrDb), "equal");
  EXPECT_EQ(sqnr_text(-kMaxSqnrDb), "not finite");
  EXPECT_EQ(count_text(1, "sample"), "1 sample");
  EXPECT_EQ(count_text(0, "sample"), "0 samples");
}

}  // namespace
}  // namespace sprint::verify
