#include "verify/top1.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sprint::verify {
namespace {

bool classes(std::vector<int64_t> dims) {
  const std::vector<Tensor> outputs{Tensor(DType::float32, std::move(dims))};
  return gives_classes(outputs);
}

TEST(Top1, OneOutputOfOneNumberPerClassGivesClasses) {
  EXPECT_TRUE(classes({1, 10}));
  EXPECT_TRUE(classes({10}));
  EXPECT_TRUE(classes({1, 1000, 1, 1}));
  EXPECT_FALSE(classes({}));
  EXPECT_FALSE(classes({1, 1}));
  EXPECT_FALSE(classes({4420, 2}));
  EXPECT_FALSE(classes({0, 2}));
  const std::vector<Tensor> two(2, Tensor(DType::float32, {1, 10}));
  EXPECT_FALSE(gives_classes(two));
}

TEST(Top1, TakesProbabilitiesAsTheyAre) {
  const std::vector<float> scores{0.25F, 0.7F, 0.05F};
  EXPECT_EQ(top1(scores).index, 1u);
  EXPECT_FLOAT_EQ(top1(scores).confidence, 0.7F);
}

TEST(Top1, MakesProbabilitiesOfOtherScores) {
  const std::vector<float> logits{1000, 999};
  EXPECT_NEAR(top1(logits).confidence, 1 / (1 + std::exp(-1)), 1e-9);
}

TEST(Top1, TakesTheFirstOfEqualsAndNoNan) {
  EXPECT_EQ(top1(std::vector<float>{2, 5, 5}).index, 1u);
  EXPECT_EQ(top1(std::vector<float>{NAN, -1, NAN}).index, 1u);
  const Top1 nothing = top1(std::vector<float>{NAN, NAN});
  EXPECT_EQ(nothing.index, 0u);
  EXPECT_EQ(nothing.confidence, 0);
}

}  // namespace
}  // namespace sprint::verify
