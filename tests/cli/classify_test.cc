#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "data/test_pictures.h"
#include "tests/cli/files.h"
#include "tests/cli/run_sprint.h"
#include "tests/support/tiny_model.h"

namespace sprint::tests {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

// The mean of each colour is the score of its class.
std::string colour_model(const std::vector<TinyMetadata>& metadata) {
  return tiny_model({{"GlobalAveragePool", {"x"}, {"y"}}},
                    {value_info({"x", DType::float32, {1, 3, 4, 4}})},
                    {value_info({"y", DType::float32, {1, 3, 1, 1}})}, metadata);
}

class Classify : public FilesTest {
 protected:
  std::string picture(const std::string& name, std::vector<uint8_t> colour) const {
    std::vector<uint8_t> row;
    for (int i = 0; i < 6; ++i) row.insert(row.end(), colour.begin(), colour.end());
    return write(name, data::png_file(6, std::vector(5, row), {}));
  }

  std::string model_ =
      write("model.onnx", colour_model({{"sprint.labels", R"(["red","green","blue"])"},
                                        {"sprint.preprocess", R"({"mean":[0.0],"std":[1.0]})"}}));
  std::string red_ = picture("a_red.png", {250, 1, 0}), blue_ = picture("b_blue.png", {0, 2, 9});
};

TEST_F(Classify, TellsLabelAndConfidencePerPicture) {
  const ChildResult result = run_sprint({"classify", model_, blue_, red_});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_EQ(result.output, blue_ + ": blue 99.9%\n" + red_ + ": red 100.0%\n");
}

TEST_F(Classify, TakesFoldersAndWritesJson) {
  std::filesystem::create_directory(path("pictures"));
  picture("pictures/2.png", {250, 1, 0});
  picture("pictures/1.png", {0, 200, 0});
  const ChildResult result =
      run_sprint({"classify", model_, path("pictures"), "--top", "2", "--json", "-"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  const auto json = nlohmann::json::parse(result.output);
  ASSERT_EQ(json["results"].size(), 2U);
  EXPECT_EQ(json["results"][0]["path"], path("pictures/1.png"));
  EXPECT_EQ(json["results"][0]["classes"][0]["label"], "green");
  EXPECT_EQ(json["results"][1]["classes"][0]["label"], "red");
  EXPECT_EQ(json["results"][1]["classes"].size(), 2U);
  EXPECT_NEAR(json["results"][1]["classes"][0]["confidence"], 1, 1e-6);
}

TEST_F(Classify, OptionsWinOverWhatTheModelStores) {
  const std::string labels = write("labels.txt", "rot\ngruen\nblau\n");
  const ChildResult result =
      run_sprint({"classify", model_, red_, "--color", "bgr", "--labels", labels, "--std", "1e9"});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_EQ(result.output, red_ + ": blau 33.3%\n");
}

TEST_F(Classify, ClassesWithoutNamesAreNumbers) {
  const ChildResult result = run_sprint({"classify", write("plain.onnx", colour_model({})), red_});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_THAT(result.output, StartsWith(red_ + ": 0 "));
}

TEST_F(Classify, UnreadablePicturesAreNamed) {
  const std::string broken = write("broken.png", "\x89PNG\r\n\x1a\n and no more");
  ChildResult result = run_sprint({"classify", model_, red_, broken});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error, HasSubstr("broken.png"));
  EXPECT_EQ(result.output, "");
  result = run_sprint({"classify", model_, path("absent.png")});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error, HasSubstr("absent.png"));
}

TEST_F(Classify, WrongOptionsAreNamed) {
  const auto error = [&](std::vector<std::string> options, int exit_code) {
    options.insert(options.begin(), {"classify", model_, red_});
    const ChildResult result = run_sprint(options);
    EXPECT_EQ(result.exit_code, exit_code) << result.error;
    return result.error;
  };
  EXPECT_THAT(error({"--std", "0"}, 2), HasSubstr("--std"));
  EXPECT_THAT(error({"--mean", "1,2"}, 2), HasSubstr("--mean"));
  EXPECT_THAT(error({"--mean", "grey"}, 2), HasSubstr("'grey'"));
  EXPECT_THAT(error({"--color", "cmyk"}, 2), AllOf(HasSubstr("--color"), HasSubstr("bgr")));
  EXPECT_THAT(error({"--resize", "best"}, 2), HasSubstr("bilinear"));
  EXPECT_THAT(error({"--size", "0x4"}, 2), HasSubstr("--size"));
  EXPECT_THAT(error({"--top", "0"}, 2), HasSubstr("--top"));
  EXPECT_THAT(error({"--labels", write("few.txt", "red\n")}, 3), HasSubstr("1 labels"));
  EXPECT_THAT(error({"--labels", path("absent.txt")}, 3), HasSubstr("absent.txt"));
}

TEST_F(Classify, ModelsWithoutClassesAreSentToRun) {
  const std::string model = write("map.onnx", unary_model("Neg", DType::float32, {1, 3, 4, 4}));
  const ChildResult result = run_sprint({"classify", model, red_});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error, AllOf(HasSubstr("map.onnx"), HasSubstr("sprint run")));
}

}  // namespace
}  // namespace sprint::tests
