#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/cli/run_sprint.h"

namespace sprint::tests {
namespace {

using ::testing::HasSubstr;

void expect_line(const std::vector<std::string>& arguments, const std::string& text) {
  const ChildResult result = run_sprint(arguments);
  EXPECT_EQ(result.exit_code, 2) << result.error;
  EXPECT_EQ(result.output, "");
  EXPECT_THAT(result.error, HasSubstr(text));
  EXPECT_EQ(std::count(result.error.begin(), result.error.end(), '\n'), 1) << result.error;
}

TEST(WrongUsage, IsNamedInOneLine) {
  expect_line({}, "a command is required; sprint --help");
  expect_line({"nonsense"}, "'nonsense' is no command");
  expect_line({"--nonsense"}, "sprint --help");
  expect_line({"inspect"}, "model is required; sprint inspect --help");
  expect_line({"inspect", "a.onnx", "b.onnx"}, "b.onnx");
  expect_line({"bench", "a.onnx", "--seconds", "soon"}, "--seconds");
}

TEST(WrongUsage, AMistypedOptionGetsTheOneItResembles) {
  expect_line({"inspect", "model.onnx", "--nodse"}, "--nodse is no option; did you mean --nodes?");
  // Even where the one that was meant is missing for it.
  expect_line({"optimize", "model.onnx", "--ouput", "x.onnx", "--data", "."},
              "--ouput is no option; did you mean --output?");
}

TEST(RightUsage, HelpGoesToStandardOutput) {
  const ChildResult result = run_sprint({"--help"});
  EXPECT_EQ(result.exit_code, 0);
  EXPECT_THAT(result.output, HasSubstr("inspect"));
  EXPECT_EQ(result.error, "");
}

}  // namespace
}  // namespace sprint::tests
