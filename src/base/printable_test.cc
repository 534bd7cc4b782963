#include "base/printable.h"

#include <gtest/gtest.h>

namespace sprint {
namespace {

TEST(Printable, KeepsTextOnOneLineAndOutOfTheTerminalsWay) {
  EXPECT_EQ(printable("conv1/weight:0 \xc3\xa9"), "conv1/weight:0 \xc3\xa9");
  EXPECT_EQ(printable("a\nb\x1b[31m\x7f"), "a\\nb\\x1b[31m\\x7f");
  EXPECT_EQ(printable("abcdefgh", 4), "ab...gh");
  EXPECT_EQ(printable("abc", 3), "abc");
}

}  // namespace
}  // namespace sprint
