// Whatever names a file holds, none of them reaches the terminal as anything but text, and an error
// stays one line.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "tests/cli/files.h"
#include "tests/cli/run_sprint.h"
#include "tests/support/tiny_model.h"

namespace sprint::tests {
namespace {

using ::testing::HasSubstr;

// Clears the screen, by 7 and by 8 bits and in UTF-8, forges a line, and is no UTF-8.
const std::string kHostile = "x\x1b[2J\x9b[2J\xc2\x9b[2J\nsprint: all fine\r\x07\xff";

class Escapes : public FilesTest {
 protected:
  // One node that is named and typed like that, as are its input and output.
  std::string model(const std::string& op_type) const {
    return write("model.onnx", tiny_model({{op_type, {kHostile}, {"y" + kHostile}}},
                                          {value_info({kHostile, DType::float32, {2}})},
                                          {value_info({"y" + kHostile, DType::float32, {2}})}));
  }

  static void expect_plain(const std::string& text) {
    for (size_t i = 0; i < text.size(); ++i) {
      const auto code = static_cast<unsigned char>(text[i]);
      EXPECT_TRUE(code == '\n' || (code >= 0x20 && code < 0x7f)) << i << ": " << text;
    }
    EXPECT_EQ(text.find("\nsprint: all fine"), std::string::npos) << text;
  }

  static ChildResult run(const std::vector<std::string>& arguments) {
    ChildResult result = run_sprint(arguments);
    SCOPED_TRACE(arguments[0]);
    expect_plain(result.output);
    expect_plain(result.error);
    if (result.exit_code != 0) {
      EXPECT_EQ(std::ranges::count(result.error, '\n'), 1) << result.error;
      EXPECT_THAT(result.error, HasSubstr("sprint"));
    }
    return result;
  }
};

TEST_F(Escapes, InErrors) {
  const std::string file = model("Foo" + kHostile);
  for (const char* runtime : {"native", "onnxruntime", "auto"}) {
    EXPECT_EQ(run({"bench", file + "@" + runtime}).exit_code, 3);
  }
  EXPECT_EQ(run({"quantize", file, "--mode", "dynamic", "-o", path("out.onnx")}).exit_code, 3);
  EXPECT_EQ(run({"inspect", path("none" + kHostile)}).exit_code, 3);
  EXPECT_EQ(run({"inspect", file, "--" + kHostile}).exit_code, 2);
  EXPECT_EQ(run({kHostile}).exit_code, 2);
}

TEST_F(Escapes, InTablesAndJson) {
  EXPECT_EQ(run({"inspect", model("Foo" + kHostile), "--nodes"}).exit_code, 0);
  const ChildResult json = run({"inspect", model("Relu"), "--json", "-"});
  EXPECT_EQ(json.exit_code, 0);
  EXPECT_THAT(nlohmann::json::parse(json.output).dump(), HasSubstr("\\u001b[2J"));
  EXPECT_EQ(run({"bench", model("Relu") + "@native", "--rounds", "10"}).exit_code, 0);
}

}  // namespace
}  // namespace sprint::tests
