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

TEST(Printable, EscapesWhatIsNoUtf8) {
  EXPECT_EQ(printable("a\x9b[2J"), "a\\x9b[2J");                 // CSI of 8 bits
  EXPECT_EQ(printable("\xc3"), "\\xc3");                         // cut short
  EXPECT_EQ(printable("\xc0\x9b\xff"), "\\xc0\\x9b\\xff");       // overlong, and never a byte of it
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");       // half of a pair
  EXPECT_EQ(printable("\xf0\x9f\x90\x88"), "\xf0\x9f\x90\x88");  // a cat
}

TEST(Printable, EscapesControlsAndDirectionsBeyondAscii) {
  EXPECT_EQ(printable("\xc2\x9b[2J"), "\\x9b[2J");
  EXPECT_EQ(printable("a\xe2\x80\xae"
                      "b\xe2\x80\xa8"),
            "a\\u202eb\\u2028");
}

TEST(Printable, CutsBetweenCharacters) {
  EXPECT_EQ(printable("\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9", 6), "\xc3\xa9...\xc3\xa9");
}

TEST(Printable, LinesStayLines) {
  EXPECT_EQ(printable_lines("a\x1b[2J\nb\r\n"), "a\\x1b[2J\nb\\x0d\n");
}

}  // namespace
}  // namespace sprint
