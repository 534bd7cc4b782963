#include "watch/capture/unchanged.h"

#include <gtest/gtest.h>

#include "data/test_pictures.h"
#include "tests/support/count_allocations.h"

namespace sprint::watch {
namespace {

TEST(LastFrame, EqualsOnlyWhenEveryPixelDoes) {
  LastFrame last;
  Image frame = data::formula_image(9, 7);
  EXPECT_FALSE(last.equals(frame));
  EXPECT_TRUE(last.equals(frame));
  for (const size_t i : {size_t{0}, size_t{100}, frame.pixels.size() - 1}) {
    frame.pixels[i] ^= 1;
    EXPECT_FALSE(last.equals(frame)) << i;
    EXPECT_TRUE(last.equals(frame)) << i;
  }
}

TEST(LastFrame, CountsTheSize) {
  LastFrame last;
  EXPECT_FALSE(last.equals(Image{2, 3, std::vector<uint8_t>(18)}));
  EXPECT_FALSE(last.equals(Image{3, 2, std::vector<uint8_t>(18)}));
}

TEST(LastFrame, KeepsACopy) {
  LastFrame last;
  EXPECT_TRUE(last.frame().pixels.empty());
  const Image frame = data::formula_image(4, 4);
  last.equals(frame);
  EXPECT_EQ(last.frame().pixels, frame.pixels);
}

TEST(LastFrame, AllocatesNothingWhileTheSizeStays) {
  ASSERT_GE(tests::count_allocations([] { std::vector<int> counted(3); }), 1U);
  LastFrame last;
  Image frame = data::formula_image(40, 40);
  last.equals(frame);
  frame.pixels[7] ^= 1;
  EXPECT_EQ(tests::count_allocations([&] { last.equals(frame); }), 0U);
}

}  // namespace
}  // namespace sprint::watch
