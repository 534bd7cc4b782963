#include "watch/decide/model_detector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "base/temporary_folder.h"
#include "data/test_pictures.h"
#include "sprint/error.h"
#include "sprint/samples.h"
#include "tests/support/tiny_model.h"

namespace sprint::watch {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using ::testing::ThrowsMessage;

const std::string kExample = SPRINT_SOURCE_DIR "/examples/sprint_classifier";

// Models that hand pixels on: of a picture of 1 x classes pixels with one channel, pixel i is the
// score of class i.
class Models : public testing::Test {
 protected:
  struct Form {
    std::string op_type = "Identity";
    DType dtype = DType::float32;
    std::string labels = {};
    std::vector<int64_t> input = {1, 1, 1, 2}, output = {1, 1, 1, 2};
    std::string preprocess = R"({"color":"gray","std":[1]})";
  };

  std::string write(const Form& form) {
    std::vector<tests::TinyMetadata> metadata;
    if (!form.labels.empty()) metadata.push_back({"sprint.labels", form.labels});
    if (!form.preprocess.empty()) metadata.push_back({"sprint.preprocess", form.preprocess});
    const std::string path = folder_.path() + "/model.onnx";
    data::write_file(
        path, tests::tiny_model({{form.op_type, {"x"}, {"y"}}},
                                {tests::value_info({"x", form.dtype, form.input})},
                                {tests::value_info({"y", form.dtype, form.output})}, metadata));
    return path;
  }

  // Gray values, side by side.
  static Image frame(const std::vector<uint8_t>& values) {
    Image image{static_cast<int>(values.size()), 1, {}};
    for (const uint8_t value : values) image.pixels.insert(image.pixels.end(), 3, value);
    return image;
  }

  TemporaryFolder folder_;
};

void expect_detection(const Detection& detection, bool active, double confidence) {
  EXPECT_EQ(detection.active, active);
  EXPECT_NEAR(detection.confidence, confidence, 1e-6);
}

TEST_F(Models, OfTwoClassesWithoutNamesMeanTheSecond) {
  ModelDetector detector({write({}), {}, 0.7});
  const double e = std::exp(2.0);
  expect_detection(detector.detect(frame({3, 5})), true, e / (1 + e));
  expect_detection(detector.detect(frame({5, 3})), false, e / (1 + e));
}

TEST_F(Models, AreActiveFromTheThresholdOn) {
  ModelDetector detector({write({}), {}, 0.5});
  expect_detection(detector.detect(frame({9, 9})), true, 0.5);
  ModelDetector strict({write({}), {}, 0.8});
  const double p = 1 / (1 + std::exp(-1.0));
  expect_detection(strict.detect(frame({8, 9})), false, 1 - p);
}

TEST_F(Models, NameTheirClasses) {
  const std::string path = write({.labels = R"(["active","inactive"])"});
  EXPECT_TRUE(ModelDetector({path, {}, 0.7}).detect(frame({9, 1})).active);
  EXPECT_FALSE(ModelDetector({path, "inactive", 0.7}).detect(frame({9, 1})).active);
  const std::string three =
      write({.labels = R"(["walk","run","swim"])", .input = {1, 1, 1, 3}, .output = {1, 1, 1, 3}});
  EXPECT_TRUE(ModelDetector({three, "run", 0.7}).detect(frame({0, 9, 3})).active);
  EXPECT_THAT(
      [&] {
        ModelDetector({three, {}, 0.7});
      },
      ThrowsMessage<Error>(AllOf(StartsWith(three), HasSubstr("no class 'active'"),
                                 HasSubstr("ml_active_label"), HasSubstr("walk, run, swim"))));
}

TEST_F(Models, TakeProbabilitiesAsTheyAre) {
  const std::string path = write({.preprocess = R"({"color":"gray","std":[10]})"});
  expect_detection(ModelDetector({path, {}, 0.7}).detect(frame({2, 8})), true, 0.8);
}

TEST_F(Models, OfOneNumberGoThroughASigmoidUnlessTheyEndInOne) {
  Form form{.input = {1, 1, 1, 1},
            .output = {1, 1, 1, 1},
            .preprocess = R"({"color":"gray","mean":[10],"std":[4]})"};
  const auto sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  expect_detection(ModelDetector({write(form), {}, 0.6}).detect(frame({13})), true, sigmoid(0.75));
  expect_detection(ModelDetector({write(form), {}, 0.7}).detect(frame({13})), false,
                   1 - sigmoid(0.75));
  form.op_type = "Sigmoid";
  expect_detection(ModelDetector({write(form), {}, 0.6}).detect(frame({13})), true, sigmoid(0.75));
  form.labels = R"(["on","off"])";
  expect_detection(ModelDetector({write(form), "on", 0.6}).detect(frame({13})), false,
                   sigmoid(0.75));
  form.labels = R"(["sprinting"])";
  expect_detection(ModelDetector({write(form), {}, 0.6}).detect(frame({13})), true, sigmoid(0.75));
  EXPECT_THAT(
      [&] {
        ModelDetector({write(form), "walking", 0.6});
      },
      ThrowsMessage<Error>(HasSubstr("no class 'walking'")));
}

TEST_F(Models, TakeTheirOwnTypeLayoutAndSize) {
  // Channels last, two pixels high; pixels as they are where no spec is stored.
  const std::string path = write(
      {.dtype = DType::uint8, .input = {1, 2, 1, 1}, .output = {1, 2, 1, 1}, .preprocess = ""});
  ModelDetector detector({path, {}, 0.7});
  const auto column = [](const std::vector<uint8_t>& values) {
    Image image = frame(values);
    std::swap(image.width, image.height);
    return image;
  };
  const double e = std::exp(2.0);
  expect_detection(detector.detect(column({30, 32})), true, e / (1 + e));
  // Of a region of another size: the mean of each half.
  expect_detection(detector.detect(column({20, 40, 31, 33})), true, e / (1 + e));
  EXPECT_FALSE(detector.detect(column({33, 33, 33, 33, 31, 31, 31, 31})).active);
}

TEST_F(Models, ThatDoNotFitAreRefused) {
  const auto refused = [&](const Form& form, const std::string& why) {
    const std::string path = write(form);
    EXPECT_THAT(
        [&] {
          ModelDetector({path, {}, 0.7});
        },
        ThrowsMessage<Error>(AllOf(StartsWith(path + ": "), HasSubstr(why))));
  };
  refused({.input = {1, 10}, .output = {1, 10}, .preprocess = ""}, "expected a picture");
  refused({.dtype = DType::int64}, "expected float32, float16, uint8 or int8");
  refused({.input = {1, 3, 2, 2}, .output = {1, 3, 2, 2}, .preprocess = ""},
          "gives float32 [1, 3, 2, 2]; expected a classifier");
  refused({.input = {1, 1, 1, 3}, .output = {1, 1, 1, 3}}, "gives 3 classes and stores no names");
  refused({.labels = R"(["active"])"}, "stores 1 class names, but gives 2");
  refused({.labels = R"({"active":1})"}, "metadata 'sprint.labels'");
  refused({.input = {1, 1, -1, 2}, .output = {1, 1, -1, 2}}, "leaves the height open");
  EXPECT_THAT(
      [&] {
        ModelDetector({write({}), "active", 0.7});
      },
      ThrowsMessage<Error>(HasSubstr("stores no class names, so 'active'")));
}

TEST_F(Models, ThatAreNoneAreRefused) {
  const std::string path = folder_.path() + "/model.onnx";
  const auto load = [&] { ModelDetector({path, {}, 0.7}); };
  EXPECT_THAT(load, ThrowsMessage<Error>(path + ": no such file"));
  data::write_file(path, "");
  EXPECT_THAT(load, ThrowsMessage<Error>(StartsWith(path)));
  data::write_file(path, std::string(4096, '\xee'));
  EXPECT_THAT(load, ThrowsMessage<Error>(StartsWith(path)));
  EXPECT_THAT(
      [&] {
        ModelDetector({folder_.path(), {}, 0.7});
      },
      ThrowsMessage<Error>(HasSubstr("is not a regular file")));
}

TEST(ExampleModel, IsRightOnTheFramesAndOutlivesItsFile) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/classifier.onnx";
  std::filesystem::copy_file(kExample + "/sprint_classifier.onnx", path);
  ModelDetector detector({path, {}, 0.7});
  std::filesystem::resize_file(path, 0);
  EXPECT_THAT(detector.describe(), StartsWith("model classifier.onnx on native "));
  const SampleSet frames = open_samples(kExample + "/frames");
  int right = 0;
  for (const Sample& sample : frames.samples) {
    const Detection seen = detector.detect(load_image(sample.path));
    const bool truth = frames.labels.at(static_cast<size_t>(sample.label)) == "active";
    if (seen.active == truth && seen.confidence > 0.9) ++right;
  }
  EXPECT_EQ(right, 600);
}

TEST(ExampleModel, ReadsRealScreenshots) {
  const char* shared = std::getenv("SPRINT_SHARED_DATA");
  const std::string folder =
      (shared != nullptr ? std::string(shared) : SPRINT_SOURCE_DIR "/../shared/data") + "/daoc/";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "no screenshots in " << folder;
  ModelDetector detector({kExample + "/sprint_classifier.onnx", {}, 0.7});
  const auto slot = [&](const std::string& file, int left) {
    const Image image = load_image(folder + file);
    Image part{32, 32, {}};
    for (int y = 0; y < 32; ++y) {
      const auto row = image.pixels.begin() + 3 * (static_cast<ptrdiff_t>(y) * image.width + left);
      part.pixels.insert(part.pixels.end(), row, row + 3 * 32);
    }
    return detector.detect(part);
  };
  for (int i = 0; i < 14; ++i) {
    EXPECT_EQ(slot("screenshot_sprint_active.png", 8 + 32 * i).active, i == 13) << i;
  }
  for (int i = 0; i < 13; ++i) {
    EXPECT_FALSE(slot("screenshot_sprint_inactive.png", 2 + 32 * i).active) << i;
  }
}

}  // namespace
}  // namespace sprint::watch
