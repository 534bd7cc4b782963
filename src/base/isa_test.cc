#include "base/isa.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "sprint/error.h"

namespace sprint {
namespace {

class IsaTest : public ::testing::Test {
 protected:
  void TearDown() override { unsetenv("SPRINT_ISA"); }
};

TEST_F(IsaTest, TheHighestLevelIsSelectedUnlessForced) {
  EXPECT_EQ(supported_isas().front(), Isa::baseline);
  EXPECT_EQ(selected_isa(), supported_isas().back());
  setenv("SPRINT_ISA", "baseline", 1);
  EXPECT_EQ(selected_isa(), Isa::baseline);
}

TEST_F(IsaTest, AnUnknownLevelIsNamedWithThoseThatWouldDo) {
  setenv("SPRINT_ISA", "sse9", 1);
  try {
    selected_isa();
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_NE(std::string(error.what()).find("sse9"), std::string::npos);
    EXPECT_NE(std::string(error.what()).find("baseline"), std::string::npos);
  }
}

}  // namespace
}  // namespace sprint
