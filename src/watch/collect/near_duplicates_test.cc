#include "watch/collect/near_duplicates.h"

#include <gtest/gtest.h>

#include "data/test_pictures.h"

namespace sprint::watch {
namespace {

Image even(int width, int height, uint8_t level) {
  return {width, height, std::vector<uint8_t>(static_cast<size_t>(width) * height * 3, level)};
}

bool seen_or_remember(NearDuplicates& frames, const Image& frame) {
  if (frames.seen(frame)) return true;
  frames.remember();
  return false;
}

TEST(NearDuplicates, DifferByMoreThanTheBoundOnAverage) {
  for (const auto& [width, height] : {std::pair{100, 100}, {16, 16}, {37, 53}, {5, 3}}) {
    NearDuplicates frames(4, 2);
    EXPECT_FALSE(seen_or_remember(frames, even(width, height, 100)));
    EXPECT_TRUE(frames.seen(even(width, height, 100)));
    EXPECT_TRUE(frames.seen(even(width, height, 102)));
    EXPECT_TRUE(frames.seen(even(width, height, 98)));
    EXPECT_FALSE(frames.seen(even(width, height, 103)));
  }
}

TEST(NearDuplicates, SeeAnIconThatAppears) {
  NearDuplicates frames(4, 2);
  Image frame = data::formula_image(100, 100);
  EXPECT_FALSE(seen_or_remember(frames, frame));
  for (int y = 40; y < 72; ++y) {
    for (int i = 3 * 10; i < 3 * 42; ++i) {
      frame.pixels[static_cast<size_t>(y * 300 + i)] ^= 0x80;
    }
  }
  EXPECT_FALSE(frames.seen(frame));
}

TEST(NearDuplicates, ForgetTheOldestOnly) {
  NearDuplicates frames(2, 0);
  for (const uint8_t level : std::vector<uint8_t>{10, 20, 30}) {
    EXPECT_FALSE(seen_or_remember(frames, even(20, 20, level)));
  }
  EXPECT_TRUE(frames.seen(even(20, 20, 20)));
  EXPECT_TRUE(frames.seen(even(20, 20, 30)));
  EXPECT_FALSE(seen_or_remember(frames, even(20, 20, 10)));
  EXPECT_FALSE(frames.seen(even(20, 20, 20)));
}

TEST(NearDuplicates, AreNotRememberedUnlessTold) {
  NearDuplicates frames(2, 0);
  EXPECT_FALSE(frames.seen(even(20, 20, 1)));
  EXPECT_FALSE(frames.seen(even(20, 20, 1)));
  NearDuplicates none(0, 0);
  EXPECT_FALSE(seen_or_remember(none, even(20, 20, 1)));
  EXPECT_FALSE(none.seen(even(20, 20, 1)));
}

}  // namespace
}  // namespace sprint::watch
