#include "effects.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace render_frames {
namespace {

// A grey diagonal ramp with a size that is no multiple of a block.
Image ramp() {
  Image image(21, 13);
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const float level = static_cast<float>(x + y) / 40;
      image.at(x, y) = {level, level, level};
    }
  }
  return image;
}

float largest_difference(const Image& a, const Image& b) {
  float largest = 0;
  for (int y = 0; y < a.height(); ++y) {
    for (int x = 0; x < a.width(); ++x) {
      largest = std::max(largest, std::abs(a.at(x, y).g - b.at(x, y).g));
    }
  }
  return largest;
}

TEST(Compress, LosesLittleAtFullQualityAndMoreAtLow) {
  const Image original = ramp();
  Image fine = original;
  compress(fine, 100);
  Image coarse = original;
  compress(coarse, 10);
  EXPECT_LT(largest_difference(original, fine), 2 / 255.0f);
  EXPECT_GT(largest_difference(original, coarse), 4 / 255.0f);
}

TEST(Grade, NeutralChangesNothing) {
  Image image = ramp();
  apply(image, Grade{});
  EXPECT_LT(largest_difference(ramp(), image), 1e-6f);
}

TEST(Grade, GammaDarkensTheMiddleOnly) {
  Image image(3, 1);
  image.at(1, 0) = {0.5f, 0.5f, 0.5f};
  image.at(2, 0) = {1, 1, 1};
  apply(image, {.gamma = 2});
  EXPECT_FLOAT_EQ(image.at(0, 0).r, 0);
  EXPECT_FLOAT_EQ(image.at(1, 0).r, 0.25f);
  EXPECT_FLOAT_EQ(image.at(2, 0).r, 1);
}

TEST(Quantize, RoundsToEightBits) {
  Image image(1, 1, {-0.2f, 0.5f, 1.7f});
  quantize(image);
  EXPECT_FLOAT_EQ(image.at(0, 0).r, 0);
  EXPECT_FLOAT_EQ(image.at(0, 0).g, 128 / 255.0f);
  EXPECT_FLOAT_EQ(image.at(0, 0).b, 1);
}

}  // namespace
}  // namespace render_frames
