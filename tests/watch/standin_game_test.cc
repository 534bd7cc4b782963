// The stand-in game, watched.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <xcb/xtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <thread>

#include "base/child_process.h"
#include "base/temporary_folder.h"
#include "tests/watch/watch_process.h"
#include "tests/watch/xvfb.h"
#include "watch/act/key_press.h"
#include "watch/capture/x11_source.h"

namespace sprint::tests {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;
using ::testing::StartsWith;
using watch::Capture;
using watch::X11Source;

class StandinGameTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_xvfb()) GTEST_SKIP() << kNoXvfb;
    if (!std::filesystem::exists(kStandinGame)) GTEST_SKIP() << "the examples are not built";
    server.emplace();
    source.emplace(watch::X11Options{server->display(), {"Stand-in"}, {104, 8, 48, 48}, false});
  }
  void TearDown() override {
    if (game.joinable()) game.join();
  }

  std::string path(const char* name) const { return folder.path() + "/" + name; }

  void write(const char* name, const std::string& text) const { std::ofstream(path(name)) << text; }

  ChildResult play(const std::vector<std::string>& options) {
    ChildCommand command;
    command.arguments = {kStandinGame, "--truth", path("truth"), "--frame-times", path("frames")};
    command.arguments.insert(command.arguments.end(), options.begin(), options.end());
    command.environment = {"DISPLAY=" + server->display()};
    command.timeout = std::chrono::minutes(1);
    return run_child(command);
  }
  void start(const std::vector<std::string>& options) {
    game = std::thread([this, options] { result = play(options); });
  }

  // Captures until `holds`; false where that takes more than half a minute.
  bool until(
      Capture state, const std::function<bool()>& holds = [] { return true; }) {
    const auto deadline = steady_clock::now() + std::chrono::seconds(30);
    while (source->capture(frame) != state || !holds()) {
      if (steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(milliseconds(5));
    }
    return true;
  }

  // The running figure and its border are bright green and cyan on black; the share of the slot's
  // pixels that are black.
  bool shows_figure() const {
    size_t black = 0;
    for (size_t i = 0; i < frame.pixels.size(); i += 3) {
      if (frame.pixels[i] < 40 && frame.pixels[i + 1] < 40 && frame.pixels[i + 2] < 40) ++black;
    }
    return black * 3 > frame.pixels.size() / 4;
  }

  struct Change {
    bool sprint;
    std::string cause;
    friend bool operator==(const Change&, const Change&) = default;
  };
  std::vector<Change> truth() const {
    std::vector<Change> changes;
    std::ifstream file(path("truth"));
    int64_t last = 0;
    for (std::string line; std::getline(file, line);) {
      const auto change = nlohmann::json::parse(line);
      changes.push_back({change.at("sprint"), change.at("cause")});
      EXPECT_GT(change.at("t_us").get<int64_t>(), last);
      last = change.at("t_us").get<int64_t>();
    }
    return changes;
  }

  size_t frames() const {
    std::ifstream file(path("frames"));
    size_t lines = 0;
    for (std::string line; std::getline(file, line);) ++lines;
    return lines - 1;
  }

  TemporaryFolder folder;
  std::optional<Xvfb> server;
  std::optional<X11Source> source;
  std::thread game;
  ChildResult result;
  Image frame;
};

TEST_F(StandinGameTest, ShowsTheFigureWhileSprintIsOn) {
  watch::KeyPress press("z", server->display());
  start({"--seconds", "4", "--fps", "60", "--seed", "3"});
  ASSERT_TRUE(until(Capture::frame, [&] { return !shows_figure(); }));
  const auto toggle = [&] {
    return until(Capture::frame, [&] {
      return press.press(source->window(), {"Stand-in"}) == watch::KeyPress::Result::pressed;
    });
  };
  ASSERT_TRUE(toggle());
  EXPECT_TRUE(until(Capture::frame, [&] { return shows_figure(); }));
  ASSERT_TRUE(toggle());
  EXPECT_TRUE(until(Capture::frame, [&] { return !shows_figure(); }));
  game.join();
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_THAT(result.output, StartsWith("--roi 104,8,48,48\n"));
  EXPECT_THAT(truth(),
              ElementsAre(Change{false, "start"}, Change{true, "key"}, Change{false, "key"}));
  EXPECT_GT(frames(), 20);
}

TEST_F(StandinGameTest, TiresByItself) {
  write("script", "0.2 sprint\n");
  const ChildResult played =
      play({"--seconds", "2", "--tires", "0.1,0.5", "--script", path("script")});
  EXPECT_EQ(played.exit_code, 0) << played.error;
  EXPECT_THAT(truth(),
              ElementsAre(Change{false, "start"}, Change{true, "script"}, Change{false, "tired"}));
}

TEST_F(StandinGameTest, FollowsItsScriptWhileItIsWatched) {
  write("script",
        "# under the watcher's eyes\n0.3 sprint\n0.6 cover\n1.4 uncover\n1.6 move 50 40\n"
        "2 minimise\n2.8 restore\n3.6 resize 120 300\n4.4 resize 640 480\n5.2 close\n6 open\n"
        "7 quit\n");
  start({"--script", path("script"), "--seed", "3"});
  ASSERT_TRUE(until(Capture::frame, [&] { return shows_figure(); }));
  ASSERT_TRUE(until(Capture::absent));
  EXPECT_THAT(source->reason(), HasSubstr("minimised"));
  ASSERT_TRUE(until(Capture::frame, [&] { return shows_figure(); }));
  ASSERT_TRUE(until(Capture::absent));
  EXPECT_THAT(source->reason(), HasSubstr("does not lie within the window"));
  ASSERT_TRUE(until(Capture::frame, [&] { return shows_figure(); }));
  ASSERT_TRUE(until(Capture::absent));
  EXPECT_THAT(source->reason(), HasSubstr("no window"));
  ASSERT_TRUE(until(Capture::frame, [&] { return shows_figure(); }));
  game.join();
  EXPECT_EQ(result.exit_code, 0) << result.error;
  EXPECT_THAT(truth(), SizeIs(2));
}

TEST_F(StandinGameTest, NamesWhatIsWrong) {
  const auto expect_usage = [&](const std::vector<std::string>& options, const char* text) {
    const ChildResult played = play(options);
    EXPECT_EQ(played.exit_code, 2);
    EXPECT_THAT(played.error, HasSubstr(text));
  };
  expect_usage({"--fps", "0"}, "--fps takes a number from 1");
  expect_usage({"--size", "640"}, "--size takes 2 numbers");
  expect_usage({"--key", "zz"}, "--key takes one letter");
  expect_usage({"--tires", "3,1"}, "--tires takes two times");
  expect_usage({"--nothing", "1"}, "unknown option --nothing");
  expect_usage({"--script", path("none")}, "cannot read the script");
  write("script", "1 quit\n0.5 close\n");
  expect_usage({"--script", path("script")}, "script:2: lies before");
  write("script", "1 dance\n");
  expect_usage({"--script", path("script")}, "script:1: there is no command 'dance'");
}

}  // namespace
}  // namespace sprint::tests
