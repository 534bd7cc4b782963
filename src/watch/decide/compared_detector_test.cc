#include "watch/decide/compared_detector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sprint::watch {
namespace {

using ::testing::HasSubstr;

// Says what it was made with.
class Fixed final : public Detector {
 public:
  Fixed(std::string name, Detection detection, std::string* order)
      : name_(std::move(name)), detection_(detection), order_(order) {}
  Detection detect(const Image&) override {
    *order_ += name_;
    return detection_;
  }
  std::string describe() const override { return name_; }
  ModelFigures model() const override { return {name_ + ".onnx", std::chrono::seconds(2), 1500}; }

 private:
  std::string name_;
  Detection detection_;
  std::string* order_;
};

class ComparedDetectorTest : public testing::Test {
 protected:
  std::unique_ptr<Detector> fixed(const char* name, Detection detection) {
    return std::make_unique<Fixed>(name, detection, &order);
  }

  std::string order;
  Comparison comparison;
};

TEST_F(ComparedDetectorTest, DecidesAsTheFirstOneDoes) {
  ComparedDetector both(fixed("a", {true, 0.9}), fixed("b", {false, 0.6}), comparison);
  EXPECT_TRUE(both.detect({}).active);
  EXPECT_EQ(both.detect({}).confidence, 0.9);
  EXPECT_EQ(both.describe(), "a");
  EXPECT_EQ(both.model().path, "a.onnx");
}

TEST_F(ComparedDetectorTest, LetsThemTakeTurnsInGoingFirst) {
  ComparedDetector both(fixed("a", {}), fixed("b", {}), comparison);
  for (int i = 0; i < 4; ++i) both.detect({});
  EXPECT_EQ(order, "abbaabba");
}

TEST_F(ComparedDetectorTest, GivesBothColumns) {
  ComparedDetector both(fixed("a", {true, 0.9}), fixed("b", {false, 0.6}), comparison);
  for (int i = 0; i < 4; ++i) both.detect({});
  const Comparison::Figures figures = comparison.figures();
  EXPECT_EQ(figures.frames, 4);
  EXPECT_EQ(figures.agreed, 0);
  EXPECT_EQ(figures.first.active, 4);
  EXPECT_EQ(figures.second.active, 0);
  EXPECT_EQ(figures.second.times.count(), 4);
  const std::string table = comparison_table(figures);
  EXPECT_THAT(table, HasSubstr("first:  a\nsecond: b\n"));
  EXPECT_THAT(table, HasSubstr("mean confidence           0.9000        0.6000\n"));
  EXPECT_THAT(table, HasSubstr("size, KB                     1.5           1.5\n"));
  EXPECT_THAT(table, HasSubstr("4 frames, 0 alike (0.00%)"));
}

TEST_F(ComparedDetectorTest, StartsAnewWithOtherModels) {
  ComparedDetector both(fixed("a", {}), fixed("b", {}), comparison);
  both.detect({});
  const ComparedDetector others(fixed("c", {}), fixed("d", {}), comparison);
  EXPECT_EQ(comparison.figures().frames, 0);
  EXPECT_EQ(comparison.figures().second.name, "d");
}

}  // namespace
}  // namespace sprint::watch
