#include "session/class_confidences.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace sprint::session {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;

TEST(ClassConfidences, ProbabilitiesStay) {
  EXPECT_THAT(class_confidences(std::vector{0.25F, 0.75F}), ElementsAre(0.25, 0.75));
}

TEST(ClassConfidences, OtherScoresGoThroughSoftmax) {
  const double e = std::exp(1.0);
  EXPECT_THAT(class_confidences(std::vector{1.0F, 2.0F}),
              ElementsAre(DoubleNear(1 / (1 + e), 1e-12), DoubleNear(e / (1 + e), 1e-12)));
  EXPECT_THAT(class_confidences(std::vector{1000.0F, -1000.0F}), ElementsAre(1, 0));
}

TEST(ClassConfidences, NeverNaN) {
  EXPECT_THAT(class_confidences(std::vector{INFINITY, 0.0F, NAN}), ElementsAre(1, 0, 0));
  EXPECT_THAT(class_confidences(std::vector{NAN, NAN}), ElementsAre(0, 0));
  EXPECT_THAT(class_confidences(std::vector{-INFINITY, -INFINITY}), ElementsAre(0.5, 0.5));
}

}  // namespace
}  // namespace sprint::session
