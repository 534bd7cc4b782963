#include "watch/decide/pattern.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace sprint::watch {
namespace {

Image gray_image(int width, int height, const std::vector<uint8_t>& values) {
  Image image{width, height, {}};
  for (const uint8_t value : values) image.pixels.insert(image.pixels.end(), 3, value);
  return image;
}

class Random {
 public:
  explicit Random(uint32_t seed) : engine_(seed) {}
  int below(int limit) { return static_cast<int>(engine_() % static_cast<uint32_t>(limit)); }
  std::vector<uint8_t> bytes(int count) {
    std::vector<uint8_t> values;
    for (int i = 0; i < count; ++i) values.push_back(static_cast<uint8_t>(below(256)));
    return values;
  }

 private:
  std::mt19937 engine_;
};

// The formula of the header in doubles, means first, at place (x, y) of `frame`.
double plain_score(const Icon& icon, int width, const std::vector<uint8_t>& frame, int x, int y) {
  std::vector<double> shown, seen;
  for (int i = 0; i < icon.width * icon.height; ++i) {
    const auto index = static_cast<size_t>(i);
    if (icon.alpha[index] < 128) continue;
    shown.push_back(icon.gray[index]);
    seen.push_back(frame[static_cast<size_t>((y + i / icon.width) * width + x + i % icon.width)]);
  }
  double shown_mean = 0, seen_mean = 0, product = 0, shown_square = 0, seen_square = 0;
  for (size_t i = 0; i < shown.size(); ++i) {
    shown_mean += shown[i] / static_cast<double>(shown.size());
    seen_mean += seen[i] / static_cast<double>(shown.size());
  }
  for (size_t i = 0; i < shown.size(); ++i) {
    product += (shown[i] - shown_mean) * (seen[i] - seen_mean);
    shown_square += std::pow(shown[i] - shown_mean, 2);
    seen_square += std::pow(seen[i] - seen_mean, 2);
  }
  return product / std::sqrt(shown_square * seen_square);
}

TEST(Pattern, ScoresAsThePlainFormulaEverywhere) {
  Random random(1);
  for (int round = 0; round < 60; ++round) {
    const int width = 3 + random.below(12), height = 3 + random.below(12);
    const int frame_width = width + random.below(20), frame_height = height + random.below(20);
    Icon icon{width, height, random.bytes(width * height), random.bytes(width * height)};
    if (round % 3 == 0) icon.alpha.assign(icon.gray.size(), 255);
    const auto frame = random.bytes(frame_width * frame_height);
    GrayPlane plane;
    plane.assign(gray_image(frame_width, frame_height, frame));
    const Rectangle places{0, 0, frame_width - width + 1, frame_height - height + 1};
    std::vector<int16_t> strip;
    int visits = 0;
    Pattern(icon).correlate(plane, places, strip, [&](int x, int y, double score) {
      ++visits;
      ASSERT_NEAR(score, plain_score(icon, frame_width, frame, x, y), 1e-9)
          << "round " << round << " at " << x << ", " << y;
    });
    EXPECT_EQ(visits, places.width * places.height);
  }
}

TEST(Pattern, VisitsOnlyThePlacesAsked) {
  Random random(2);
  const Icon icon{4, 5, random.bytes(20), std::vector<uint8_t>(20, 255)};
  const auto frame = random.bytes(30 * 20);
  GrayPlane plane;
  plane.assign(gray_image(30, 20, frame));
  std::vector<int16_t> strip;
  std::vector<std::pair<int, int>> visited;
  Pattern(icon).correlate(plane, {7, 9, 2, 3}, strip, [&](int x, int y, double score) {
    visited.emplace_back(x, y);
    EXPECT_NEAR(score, plain_score(icon, 30, frame, x, y), 1e-9);
  });
  EXPECT_EQ(visited,
            (std::vector<std::pair<int, int>>{{7, 9}, {7, 10}, {7, 11}, {8, 9}, {8, 10}, {8, 11}}));
}

// Greatest sums: half of the most pixels there may be are 255, where the picture has 255 too.
TEST(Pattern, StaysExactForTheLargestSums) {
  const int side = 181;
  Icon icon{side, side, {}, std::vector<uint8_t>(size_t{side} * side, 255)};
  ASSERT_LE(icon.alpha.size(), size_t{Pattern::kMaxPixels});
  for (size_t i = 0; i < icon.alpha.size(); ++i) icon.gray.push_back(i % 97 == 0 ? 254 : 255);
  GrayPlane plane;
  plane.assign(gray_image(side, side, icon.gray));
  std::vector<int16_t> strip;
  Pattern(icon).correlate(plane, {0, 0, 1, 1}, strip,
                          [](int, int, double score) { EXPECT_NEAR(score, 1, 1e-12); });
}

TEST(Pattern, ScoresNothingWhereThereIsNoContrast) {
  Random random(3);
  const Icon icon{5, 5, random.bytes(25), std::vector<uint8_t>(25, 255)};
  const Icon even{5, 5, std::vector<uint8_t>(25, 9), std::vector<uint8_t>(25, 255)};
  const Icon clear{5, 5, random.bytes(25), std::vector<uint8_t>(25, 127)};
  EXPECT_TRUE(Pattern(icon).has_contrast());
  EXPECT_FALSE(Pattern(even).has_contrast());
  EXPECT_FALSE(Pattern(clear).has_contrast());
  GrayPlane plane;
  plane.assign(gray_image(6, 5, std::vector<uint8_t>(30, 200)));
  std::vector<int16_t> strip;
  for (const Icon& any : {icon, even, clear}) {
    Pattern(any).correlate(plane, {0, 0, 2, 1}, strip,
                           [](int, int, double score) { EXPECT_EQ(score, 0); });
  }
}

TEST(GrayPlane, HalvesByTheMeanOfFourPixels) {
  GrayPlane whole, half;
  whole.assign(gray_image(5, 3, {1, 2, 10, 20, 99, 3, 4, 30, 41, 99, 99, 99, 99, 99, 99}));
  half.assign_half(whole);
  ASSERT_EQ(half.width(), 2);
  ASSERT_EQ(half.height(), 1);
  EXPECT_EQ(half.row(0)[0], 3);   // 2.5
  EXPECT_EQ(half.row(0)[1], 25);  // 25.25
  EXPECT_EQ(half.sum({0, 0, 2, 1}), 28U);
  EXPECT_EQ(half.sum_of_squares({1, 0, 1, 1}), 625U);
}

}  // namespace
}  // namespace sprint::watch
