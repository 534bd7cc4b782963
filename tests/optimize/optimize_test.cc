#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "sprint/model.h"
#include "tests/cli/files.h"
#include "tests/cli/run_sprint.h"

namespace sprint::tests {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::StartsWith;

const std::string kExample = SPRINT_SOURCE_DIR "/examples/sprint_classifier/";

json read_json(const std::string& path) { return json::parse(std::ifstream(path)); }

std::string read_text(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string shared_data() {
  const char* folder = std::getenv("SPRINT_SHARED_DATA");
  return folder != nullptr ? folder : SPRINT_SOURCE_DIR "/../shared/data";
}

class Optimize : public FilesTest {
 protected:
  // The example on some of its frames, measured briefly.
  ChildResult optimize_example(const std::vector<std::string>& more) const {
    std::vector<std::string> arguments{"optimize",  kExample + "sprint_classifier.onnx",
                                       "-o",        path("out.onnx"),
                                       "--data",    kExample + "frames",
                                       "--samples", "60",
                                       "--seconds", "0.2"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return run_sprint(arguments);
  }
};

TEST_F(Optimize, KeepsWhatIsSmallerAndStillRight) {
  const ChildResult result = optimize_example({"--require", "size,accuracy", "--max-drop", "10%",
                                               "--json", path("out.json"), "--html",
                                               path("out.html"), "--markdown", path("out.md")});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_THAT(result.output, StartsWith("| Metric "));
  EXPECT_THAT(result.output, HasSubstr("\nAccepted\n"));
  const json report = read_json(path("out.json"));
  EXPECT_EQ(report["verdict"]["accepted"], true);
  EXPECT_EQ(report["candidate"]["path"], path("out.onnx"));
  EXPECT_EQ(report["candidate"]["size_bytes"], std::filesystem::file_size(path("out.onnx")));
  EXPECT_EQ(report["samples"]["calibration"].get<int>() + report["samples"]["held_out"].get<int>(),
            60);
  EXPECT_EQ(report["recipes"].size(), 20u);  // ten, each in two runtimes
  for (const json& recipe : report["recipes"]) {
    EXPECT_FALSE(recipe.contains("failure")) << recipe;
  }
  EXPECT_THAT(read_text(path("out.html")), StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(read_text(path("out.md")), StartsWith("# Accepted"));
  const Model model = Model::load(path("out.onnx"));
  EXPECT_EQ(model.labels(), (std::vector<std::string>{"inactive", "active"}));
}

TEST_F(Optimize, GivesTheSameBytesEveryTime) {
  std::string first;
  for (int i = 0; i < 2; ++i) {
    ASSERT_EQ(optimize_example({"--require", "size"}).exit_code, 0);
    const std::string bytes = read_text(path("out.onnx"));
    EXPECT_GT(bytes.size(), 1000u);
    EXPECT_TRUE(i == 0 || bytes == first);
    first = bytes;
  }
}

TEST_F(Optimize, HandsOverTheBestSoFarWhenTheTimeIsUp) {
  const ChildResult result =
      optimize_example({"--require", "size", "--time", "0.01s", "--json", path("out.json")});
  ASSERT_EQ(result.exit_code, 0) << result.error;
  EXPECT_THAT(result.output, HasSubstr("The time was up before these were tried"));
  const json report = read_json(path("out.json"));
  EXPECT_EQ(report["verdict"]["accepted"], true);
  EXPECT_EQ(report["recipes"].size(), 20u);
  size_t untried = 0;
  for (const json& recipe : report["recipes"])
    untried += recipe.value("failure", "") == "not tried: the time was up" ? 1 : 0;
  EXPECT_EQ(untried, 18u);  // one recipe in two runtimes is tried whatever the time
  for (const char* wrong : {"0", "-1", "5x", "m", "inf", ""})
    EXPECT_EQ(optimize_example({"--time", wrong}).exit_code, 2) << wrong;
}

TEST_F(Optimize, TellsItsProgressInPlainLinesOffATerminal) {
  const ChildResult result = optimize_example({"--require", "size"});
  EXPECT_THAT(result.error, HasSubstr("recipes: "));
  EXPECT_THAT(result.error, HasSubstr("finalists: "));
  EXPECT_THAT(result.error, testing::Not(HasSubstr("\x1b")));
}

TEST_F(Optimize, ItsVerdictHoldsInCompare) {
  ASSERT_EQ(optimize_example(
                {"--require", "size,accuracy", "--max-drop", "10%", "--json", path("first.json")})
                .exit_code,
            0);
  const ChildResult again =
      run_sprint({"compare", kExample + "sprint_classifier.onnx", path("out.onnx"), "--data",
                  kExample + "frames", "--require", "size,accuracy", "--max-drop", "10%",
                  "--seconds", "0.2", "--json", path("second.json")});
  EXPECT_EQ(again.exit_code, 0) << again.error;
  const json first = read_json(path("first.json")), second = read_json(path("second.json"));
  EXPECT_EQ(first["candidate"]["size_bytes"], second["candidate"]["size_bytes"]);
  EXPECT_EQ(first["samples"]["calibration"], second["samples"]["calibration"]);
  EXPECT_GT(second["samples"]["held_out"], first["samples"]["held_out"]);
}

TEST_F(Optimize, KeepsToOneRuntimeWhereAsked) {
  for (const std::string runtime : {"native", "onnxruntime"}) {
    const ChildResult result =
        optimize_example({"--require", "size", "--runtime", runtime, "--json", path("out.json")});
    ASSERT_EQ(result.exit_code, 0) << result.error;
    const json report = read_json(path("out.json"));
    EXPECT_THAT(report["candidate"]["runtime"].get<std::string>(), StartsWith(runtime));
    EXPECT_THAT(report["base"]["runtime"].get<std::string>(), StartsWith("onnxruntime"));
    EXPECT_EQ(report["recipes"].size(), 10u);
    for (const json& recipe : report["recipes"]) EXPECT_EQ(recipe["runtime"], runtime);
  }
}

TEST_F(Optimize, WritesNothingThatIsNotAccepted) {
  // No quantized model is equal to the float one within 190 dB.
  const std::vector<std::string> impossible{"--require", "accuracy",   "--quality",
                                            "sqnr",      "--min-sqnr", "190"};
  ChildResult result = optimize_example(impossible);
  EXPECT_EQ(result.exit_code, 4) << result.error;
  EXPECT_THAT(result.output, HasSubstr("\nNot accepted\n"));
  EXPECT_THAT(result.output, HasSubstr("--keep-rejected"));
  EXPECT_THAT(names_in(""), testing::IsEmpty());
  std::vector<std::string> kept = impossible;
  kept.push_back("--keep-rejected");
  result = optimize_example(kept);
  EXPECT_EQ(result.exit_code, 4);
  EXPECT_THAT(names_in(""), testing::ElementsAre("out.onnx"));
}

TEST_F(Optimize, RefusesWhatItCannotWorkWithBeforeTheWork) {
  const std::string model = kExample + "sprint_classifier.onnx", frames = kExample + "frames";
  const auto fails = [&](int code, const char* says, const std::vector<std::string>& arguments) {
    const ChildResult result = run_sprint(arguments);
    EXPECT_EQ(result.exit_code, code) << result.error;
    EXPECT_THAT(result.error, HasSubstr(says));
  };
  fails(2, "which is only read", {"optimize", model, "-o", model, "--data", frames});
  fails(3, "no/such/folder", {"optimize", model, "-o", "no/such/folder/x.onnx", "--data", frames});
  fails(3, "no-samples", {"optimize", model, "-o", path("x.onnx"), "--data", path("no-samples")});
  fails(2, "--require",
        {"optimize", model, "-o", path("x.onnx"), "--data", frames, "--require", "luck"});
  fails(2, "--max-drop",
        {"optimize", model, "-o", path("x.onnx"), "--data", frames, "--max-drop", "-1%"});
  fails(2, "standard output",
        {"optimize", model, "-o", path("x.onnx"), "--data", frames, "--json", "-", "--markdown",
         "-"});
  EXPECT_THAT(names_in(""), testing::IsEmpty());
}

TEST_F(Optimize, JsonTakesStandardOutputForItself) {
  const ChildResult result = run_sprint(
      {"compare", kExample + "sprint_classifier.onnx", kExample + "sprint_classifier.onnx",
       "--data", kExample + "frames", "--samples", "20", "--seconds", "0.1", "--json", "-"});
  EXPECT_EQ(result.exit_code, 4) << result.error;
  const json report = json::parse(result.output);
  EXPECT_EQ(report["agreement"]["top1"], 1);
  EXPECT_EQ(report["verdict"]["accepted"], false);
}

TEST_F(Optimize, NobodyIsJudgedOnCalibrationSamplesOnly) {
  ASSERT_EQ(run_sprint({"quantize", kExample + "sprint_classifier.onnx", "-o", path("int8.onnx"),
                        "--data", kExample + "frames/active"})
                .exit_code,
            0);
  const ChildResult result = run_sprint({"compare", kExample + "sprint_classifier.onnx",
                                         path("int8.onnx"), "--data", kExample + "frames/active"});
  EXPECT_EQ(result.exit_code, 3);
  EXPECT_THAT(result.error, HasSubstr("was used to calibrate it"));
}

TEST_F(Optimize, UltraFaceIsRightAfterQuantization) {
  const std::string data = shared_data() + "/ultraface/";
  if (!std::filesystem::exists(data)) GTEST_SKIP() << data << " is not there";
  // The simplified model gives boxes as raw offsets, small numbers whose SQNR is low.
  struct Published {
    const char* name;
    const char* min_sqnr;
  };
  for (const auto& [name, min_sqnr] : {Published{"version-RFB-320.onnx", "30"},
                                       Published{"version-RFB-320_simplified.onnx", "15"}}) {
    const std::vector<std::string> asked{"--require", "size,accuracy", "--min-sqnr",
                                         min_sqnr,    "--seconds",     "0.2"};
    std::vector<std::string> optimize{"optimize", data + name,     "-o",     path("out.onnx"),
                                      "--data",   data + "images", "--size", "320x240",
                                      "--resize", "bilinear",      "--mean", "127",
                                      "--std",    "128",           "--json", path("out.json")};
    optimize.insert(optimize.end(), asked.begin(), asked.end());
    const ChildResult result = run_sprint(optimize);
    ASSERT_EQ(result.exit_code, 0) << result.output << result.error;
    const json report = read_json(path("out.json"));
    EXPECT_GE(report["agreement"]["sqnr_db"]["scores"], 41);
    EXPECT_EQ(report["samples"]["held_out"], 12);
    // What it stores makes the flags for pictures unnecessary from now on.
    std::vector<std::string> compare{"compare", data + name, path("out.onnx"), "--data",
                                     data + "images"};
    compare.insert(compare.end(), asked.begin(), asked.end());
    EXPECT_EQ(run_sprint(compare).exit_code, 0);
  }
}

}  // namespace
}  // namespace sprint::tests
