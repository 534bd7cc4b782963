// `sprint collect`, comparing and diagnosing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sprint/samples.h"
#include "tests/watch/watch_fixture.h"

namespace sprint::tests {
namespace {

using nlohmann::json;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class CollectTest : public WatchTest {
 protected:
  size_t count(const std::string& label) const {
    std::error_code none;
    size_t files = 0;
    for (const auto& file : std::filesystem::directory_iterator(path("samples/" + label), none))
      files += file.path().extension() == ".png" ? 1 : 0;
    return files;
  }

  bool lists_window(const std::string& title) const {
    return eventually([&] {
      return run_sprint({"watch", "--windows"}, environment()).output.find(title) !=
             std::string::npos;
    });
  }

  void start_collecting(std::vector<std::string> options) {
    options.insert(options.begin(), {SPRINT_BINARY, "collect", "--settings", path("settings.json"),
                                     "--output", path("samples")});
    watcher.emplace(options, environment(), path("events"), path("log"));
  }
};

TEST_F(CollectTest, SortsFramesByTheStateOfTheDetector) {
  settings["auto_sprint"] = true;  // which collecting does not heed
  write_settings();
  start_game({});
  start_collecting({"--by", "state"});
  ASSERT_TRUE(eventually([&] { return count("inactive") >= 3; })) << log();
  press('z');
  ASSERT_TRUE(eventually([&] { return count("active") >= 1; })) << log();
  EXPECT_EQ(end_watcher(SIGINT), 0);
  EXPECT_THAT(read_text(path("events")), HasSubstr("new samples"));
  const SampleSet set = open_samples(path("samples"));
  EXPECT_THAT(set.labels, ElementsAre("active", "inactive"));
  EXPECT_EQ(truth().size(), 2U);  // the watcher pressed no key

  const ChildResult tried = run_sprint({"watch", "--settings", path("settings.json"), "--frames",
                                        path("samples/inactive"), "--cropped"});
  EXPECT_EQ(tried.exit_code, 0) << tried.error;
  EXPECT_THAT(tried.output, AllOf(HasSubstr("\"ended\""), Not(HasSubstr("\"state\": \"on\""))));
}

TEST_F(CollectTest, KeepsFramesOfTheKeyThatIsPressed) {
  settings["detection_method"] = "template";  // whose icons are not there, nor needed
  write_settings();
  start_game({});
  start_collecting({"--key", "idle=f9", "--key", "running=f10"});
  ASSERT_TRUE(eventually([&] { return log().find("watching '") != std::string::npos; })) << log();
  constexpr xcb_keysym_t kF9 = 0xFFC6, kF10 = 0xFFC7;
  press(kF9);
  ASSERT_TRUE(eventually([&] { return count("idle") >= 2; })) << log();
  press('z');
  press(kF10);
  ASSERT_TRUE(eventually([&] { return count("running") >= 1; })) << log();
  press(kF10);
  ASSERT_TRUE(eventually([&] { return log().find("no frames are kept") != std::string::npos; }));
  EXPECT_EQ(end_watcher(), 0);
}

TEST_F(CollectTest, EndsWhenTheFolderIsFull) {
  start_game({});
  start_collecting({"--label", "any", "--limit", "2"});
  EXPECT_EQ(watcher->end(0), 0) << log();
  EXPECT_EQ(count("any"), 2U);
  EXPECT_THAT(log(), HasSubstr("holds 2 samples already"));
}

TEST_F(CollectTest, SaysWhatIsWrong) {
  const auto expect_error = [&](std::vector<std::string> options, const char* text) {
    options.insert(options.begin(),
                   {"collect", "--settings", path("settings.json"), "--output", path("samples")});
    const ChildResult result = run_sprint(options, environment());
    EXPECT_EQ(result.exit_code, 2) << result.output;
    EXPECT_THAT(result.error, HasSubstr(text));
  };
  expect_error({"--key", "f9"}, "expected LABEL=KEY");
  expect_error({"--key", "a/b=f9"}, "the label 'a/b'");
  expect_error({"--key", "a=f99"}, "there is no key 'f99'");
  expect_error({"--video", "x"}, "--video-size");
  expect_error({"--video", "x", "--video-size", "3by4"}, "expected WIDTHxHEIGHT");
  expect_error({"--cropped"}, "--cropped");
}

TEST_F(CollectTest, ComparesTwoModelsOnTheSameFrames) {
  constexpr int kFrames = 8;
  std::filesystem::create_directory(path("frames"));
  for (int i = 0; i < kFrames; ++i) {
    const std::string name = "0000" + std::to_string(i) + ".png";
    std::filesystem::copy_file(kExample + "/frames/active/" + name, path("frames/" + name));
  }
  const ChildResult compared = run_sprint(
      {"watch", "--settings", path("settings.json"), "--frames", path("frames"), "--cropped",
       "--compare", kExample + "/sprint_classifier.onnx", "--metrics", path("metrics.json")});
  ASSERT_EQ(compared.exit_code, 0) << compared.error;
  EXPECT_THAT(compared.error,
              AllOf(HasSubstr("first:  model sprint_classifier.int8.onnx on native"),
                    HasSubstr("second: model sprint_classifier.onnx on"), HasSubstr("detect p99"),
                    HasSubstr("alike (100.00%)")));
  const json metrics = json::parse(read_text(path("metrics.json")));
  EXPECT_EQ(metrics.at("counters").at("detections"), kFrames);
  EXPECT_EQ(metrics.at("model").at("path"), int8_model());
}

TEST_F(CollectTest, RunsModelsInTheRuntimeThatIsNamed) {
  const auto watched_in = [&](const std::string& runtime) {
    return run_sprint({"watch", "--settings", path("settings.json"), "--frames",
                       kExample + "/frames/active/00000.png", "--cropped", "--compare",
                       kExample + "/sprint_classifier.onnx", "--runtime", runtime});
  };
  for (const std::string runtime : {"native", "onnxruntime"}) {
    EXPECT_THAT(watched_in(runtime).error,
                AllOf(HasSubstr("first:  model sprint_classifier.int8.onnx on " + runtime),
                      HasSubstr("second: model sprint_classifier.onnx on " + runtime)));
  }
  const ChildResult wrong = watched_in("fast");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.error, HasSubstr("--runtime: no runtime 'fast'"));
}

TEST_F(CollectTest, WritesFiguresAsCsv) {
  const ChildResult watched = run_sprint({"watch", "--settings", path("settings.json"), "--frames",
                                          kExample + "/frames/active/00000.png", "--cropped",
                                          "--metrics", path("metrics.csv")});
  ASSERT_EQ(watched.exit_code, 0) << watched.error;
  const std::string figures = read_text(path("metrics.csv"));
  EXPECT_THAT(figures, AllOf(StartsWith("figure,value\n"), HasSubstr("\nframes,1\n"),
                             HasSubstr("\nwhole_count,1\n")));
}

TEST_F(CollectTest, DiagnosesWithoutPersonalData) {
  start_game({"--title", "Stand-in of Merlin"});
  ASSERT_TRUE(lists_window("Stand-in of Merlin"));
  const ChildResult diagnosed = run_sprint({"watch", "--settings", path("settings.json"),
                                            "--diagnose", path("report"), "--seconds", "3"},
                                           environment());
  ASSERT_EQ(diagnosed.exit_code, 0) << diagnosed.error;
  const std::string report = read_text(path("report"));
  EXPECT_THAT(report, AllOf(HasSubstr("== X server\n"), HasSubstr("with 'Stand-in': 1\n"),
                            HasSubstr("watching 'TITLE'"), HasSubstr("\"frames\": "),
                            Not(HasSubstr("Merlin"))));
}

TEST_F(CollectTest, HelpsToWriteTheSettings) {
  const std::string made = path("new.json");
  ASSERT_EQ(run_sprint({"watch", "--settings", made, "--init"}).exit_code, 0);
  EXPECT_THAT(read_text(made), HasSubstr("\"game_window_title\""));
  EXPECT_EQ(run_sprint({"watch", "--settings", made, "--init"}).exit_code, 2);
  start_game({"--title", "Stand-in of Merlin"});
  ASSERT_TRUE(lists_window("Standin_game             Stand-in of Merlin"));
  const auto init = [&](const std::string& file, const std::string& title) {
    return run_sprint({"watch", "--settings", path(file), "--init", "--window", title},
                      environment());
  };
  ASSERT_EQ(init("own.json", "stand-in of").exit_code, 0);
  EXPECT_THAT(read_text(path("own.json")),
              testing::AllOf(HasSubstr("\"game_window_title\": \"stand-in of\""),
                             HasSubstr("\"game_window_class\": \"Standin_game\""),
                             HasSubstr("rules of a game or its server may forbid")));
  const ChildResult none = init("none.json", "Camelot");
  EXPECT_EQ(none.exit_code, 2);
  EXPECT_THAT(none.error, HasSubstr("--window: no window whose title has 'Camelot'"));
  EXPECT_FALSE(std::filesystem::exists(path("none.json")));
  const ChildResult shot =
      run_sprint({"watch", "--settings", path("settings.json"), "--screenshot", path("window.png")},
                 environment());
  ASSERT_EQ(shot.exit_code, 0) << shot.error;
  EXPECT_EQ(load_image(path("window.png")).width, 640);
  EXPECT_EQ(run_sprint({"watch"}).exit_code, 2);
}

}  // namespace
}  // namespace sprint::tests
