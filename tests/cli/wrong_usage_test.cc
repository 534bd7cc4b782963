#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/run_sprint.h"

namespace sprint::tests {
namespace {

using ::testing::HasSubstr;

TEST(WrongUsage, NoCommand) {
  const ChildResult result = run_sprint({});
  EXPECT_EQ(result.exit_code, 2);
  EXPECT_THAT(result.error, HasSubstr("subcommand"));
}

TEST(WrongUsage, UnknownCommandAndOption) {
  EXPECT_EQ(run_sprint({"nonsense"}).exit_code, 2);
  EXPECT_EQ(run_sprint({"inspect", "model.onnx", "--nonsense"}).exit_code, 2);
}

TEST(RightUsage, HelpGoesToStandardOutput) {
  const ChildResult result = run_sprint({"--help"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output, HasSubstr("inspect"));
  EXPECT_EQ(result.error, "");
}

}  // namespace
}  // namespace sprint::tests
