#include "base/edit_distance.h"

#include <gtest/gtest.h>

namespace sprint {
namespace {

TEST(EditDistance, CountsAddedDroppedAndChangedCharacters) {
  EXPECT_EQ(edit_distance("", ""), 0U);
  EXPECT_EQ(edit_distance("conv", "conv"), 0U);
  EXPECT_EQ(edit_distance("", "conv"), 4U);
  EXPECT_EQ(edit_distance("conv", ""), 4U);
  EXPECT_EQ(edit_distance("quantise", "quantize"), 1U);
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

}  // namespace
}  // namespace sprint
