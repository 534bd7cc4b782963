// `sprint watch` beside the stand-in game, from end to end.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "tests/watch/agreement.h"
#include "tests/watch/test_window.h"
#include "tests/watch/watch_fixture.h"
#include "watch/page/http_client_for_test.h"

namespace sprint::tests {
namespace {

using nlohmann::json;
using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// A minute of play with all that may happen to a window that stays in sight. Keys are rare enough
// that sprint stays off for longer than a change takes, too.
TEST_F(WatchTest, PlaysTheGameAndKeepsSprintOn) {
  settings["auto_sprint"] = true;
  settings["key_presses_per_minute"] = 15;
  write_settings();
  write("script",
        "8 cover\n16 uncover\n20 move 60 40\n26 move 200 120\n30 resize 700 500\n"
        "36 cover\n42 uncover\n60 unfocus\n61 quit\n");
  start_watcher();
  ASSERT_TRUE(has_events("absent", 1)) << log();
  start_game({"--tires", "2.5,6", "--script", path("script")});
  EXPECT_EQ(game->end(0), 0) << game->error();
  ASSERT_TRUE(eventually([&] { return state() == "unknown"; })) << log();
  EXPECT_EQ(end_watcher(), 0) << log();
  EXPECT_FALSE(key_is_down());

  const Agreement agreement = agreement_of(truth(), read_json_lines(path("events")));
  EXPECT_TRUE(agreement.same_changes()) << log() << read_text(path("truth"));
  EXPECT_GE(agreement.told.size(), 12U);
  // Both allow for a machine that is busy; bench/watch/run gives the figures.
  constexpr int64_t kSettle_us = 1'000'000;
  EXPECT_GT(agreement.right_when_settled(kSettle_us), 0.75) << log() << read_text(path("truth"));
  size_t pressed = 0;
  for (const json& change : truth()) pressed += change.at("cause") == "key" ? 1 : 0;
  EXPECT_EQ(pressed, events("key").size());  // no press too many, none into another window
  EXPECT_THAT(events("ended"), testing::SizeIs(1));
  EXPECT_THAT(log(), HasSubstr("ended after"));
}

TEST_F(WatchTest, PressesNothingUnlessTheUserSwitchesItOn) {
  start_game({});
  start_watcher();
  ASSERT_TRUE(has_state("off")) << log();
  std::this_thread::sleep_for(milliseconds(500));
  EXPECT_EQ(end_watcher(SIGINT), 0);
  EXPECT_THAT(events("key"), IsEmpty());
  EXPECT_EQ(truth().size(), 1U);
}

TEST_F(WatchTest, StopsPressingAtThePauseKey) {
  settings["auto_sprint"] = true;
  settings["pause_key"] = "f8";
  write_settings();
  start_game({});
  start_watcher();
  ASSERT_TRUE(has_state("on")) << log();
  constexpr xcb_keysym_t kF8 = 0xFFC5;
  press(kF8);
  ASSERT_TRUE(has_events("paused", 1)) << log();
  press('z');
  ASSERT_TRUE(has_state("off")) << log();
  std::this_thread::sleep_for(milliseconds(1500));
  EXPECT_EQ(state(), "off");
  press(kF8);
  EXPECT_TRUE(has_state("on")) << log();
  EXPECT_EQ(end_watcher(), 0);
}

TEST_F(WatchTest, FollowsTheWindowThroughAllThatHappensToIt) {
  start_game({});
  start_watcher();
  ASSERT_TRUE(has_state("off")) << log();
  const watch::X11Connection connection(server->display());
  const auto resize = [&](uint32_t width, uint32_t height) {
    const uint32_t size[] = {width, height};
    xcb_configure_window(connection, game_window(),
                         XCB_CONFIG_WINDOW_WIDTH | XCB_CONFIG_WINDOW_HEIGHT, size);
  };
  const auto call = [&](const std::string& title) {
    xcb_change_property(connection, XCB_PROP_MODE_REPLACE, game_window(),
                        connection.atoms().net_wm_name, connection.atoms().utf8_string, 8,
                        static_cast<uint32_t>(title.size()), title.data());
  };
  const auto focus = [&](xcb_window_t window) {
    xcb_set_input_focus(connection, XCB_INPUT_FOCUS_NONE, window, XCB_CURRENT_TIME);
  };
  const auto expect_loss = [&](const char* reason, const auto& lose, const auto& mend) {
    const size_t absences = events("absent").size(), finds = events("found").size();
    lose();
    watch::focused_window(connection);  // done
    ASSERT_TRUE(has_events("absent", absences + 1)) << log();
    EXPECT_THAT(std::string(events("absent")[absences].at("text")), HasSubstr(reason));
    mend();
    watch::focused_window(connection);
    ASSERT_TRUE(has_events("found", finds + 1)) << log();
    ASSERT_TRUE(has_state("off")) << log();
  };
  expect_loss(
      "minimised", [&] { xcb_unmap_window(connection, game_window()); },
      [&] { xcb_map_window(connection, game_window()); });
  expect_loss(
      "does not lie within the window", [&] { resize(120, 300); }, [&] { resize(640, 480); });
  expect_loss(
      "no window", [&] { call("elsewhere"); }, [&] { call("Stand-in game"); });
  expect_loss(
      "input focus", [&] { focus(XCB_NONE); }, [&] { focus(game_window()); });
  EXPECT_EQ(end_watcher(), 0);
}

TEST_F(WatchTest, KeepsTheOldSettingsWhereTheNewOnesAreBroken) {
  start_game({});
  start_watcher();
  ASSERT_TRUE(has_state("off")) << log();
  write("settings.json", "{\n \"capture_fps\": 500\n}");
  ASSERT_TRUE(has_events("refused", 1)) << log();
  EXPECT_THAT(std::string(events("refused")[0].at("text")),
              AllOf(HasSubstr("settings.json:2: capture_fps"), HasSubstr("at most 120"),
                    HasSubstr("what was in use stays")));
  write("settings.json", "{ not JSON");
  ASSERT_TRUE(has_events("refused", 2)) << log();
  press('z');
  ASSERT_TRUE(has_state("on")) << log();
  settings["temporal_consistency_frames"] = 1;
  write_settings();
  ASSERT_TRUE(has_events("settings", 1)) << log();
  press('z');
  ASSERT_TRUE(has_state("off")) << log();
  EXPECT_EQ(end_watcher(), 0);
}

TEST_F(WatchTest, SwapsTheModelAndRefusesGarbage) {
  const std::string model = path("model.onnx");
  std::filesystem::copy_file(int8_model(), model);
  settings["ml_model_path"] = model;
  write_settings();
  start_game({});
  start_watcher();
  ASSERT_TRUE(has_state("off")) << log();
  ASSERT_TRUE(has_events("detector", 1));
  write("model.onnx", "garbage");
  ASSERT_TRUE(has_events("refused", 1)) << log();
  EXPECT_THAT(std::string(events("refused")[0].at("text")), HasSubstr("model.onnx"));
  press('z');
  ASSERT_TRUE(has_state("on")) << log();
  std::filesystem::copy_file(kExample + "/sprint_classifier.onnx", path("new.onnx"));
  std::filesystem::rename(path("new.onnx"), model);
  ASSERT_TRUE(has_events("detector", 2)) << log();
  press('z');
  ASSERT_TRUE(has_state("off")) << log();
  settings["ml_model_path"] = int8_model();
  write_settings();
  ASSERT_TRUE(has_events("detector", 3)) << log();
  press('z');
  ASSERT_TRUE(has_state("on")) << log();
  EXPECT_EQ(end_watcher(), 0);
  EXPECT_THAT(states(), ElementsAre("off", "on", "off", "on"));
}

// Asks the page's server of the watcher, whose log says where it is.
class PageTest : public WatchTest {
 protected:
  // Waits for the page's server.
  bool find_page() {
    const std::string address = page_address();
    std::smatch match;
    if (!std::regex_match(address, match, std::regex("http://127.0.0.1:([0-9]+)/#([0-9a-f]+)")))
      return false;
    port = std::stoi(match[1]);
    token = match[2];
    return true;
  }

  watch::AnswerForTest ask(const std::string& request, const std::string& body = "") const {
    return watch::ask_for_test(port, request +
                                         " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                                         "\r\nAuthorization: Bearer " + token +
                                         "\r\nContent-Type: application/json\r\nContent-Length: " +
                                         std::to_string(body.size()) + "\r\n\r\n" + body);
  }

  int port = 0;
  std::string token;
};

TEST_F(PageTest, ShowsAndChangesTheWatcher) {
  start_game({});
  start_watcher({"--ui", "--ui-samples", path("samples")});
  ASSERT_TRUE(find_page()) << log();
  ASSERT_TRUE(has_state("off")) << log();
  EXPECT_THAT(ask("GET /metrics").body, HasSubstr("sprint_watch_frames_total"));
  const json status = json::parse(ask("GET /api/status").body);
  EXPECT_EQ(status.at("state"), "off");
  EXPECT_EQ(status.at("activity"), "watching");
  EXPECT_EQ(status.at("window_title"), "Stand-in game");
  EXPECT_THAT(ask("GET /api/window").body, testing::StartsWith("\x89PNG"));
  EXPECT_THAT(ask("GET /api/frame").body, testing::StartsWith("\x89PNG"));

  EXPECT_EQ(ask("POST /api/pause", R"({"paused": true})").status, 200);
  ASSERT_TRUE(has_events("paused", 1)) << log();
  const json values{{"values", {{"temporal_consistency_frames", 2}}}, {"profile_id", ""}};
  EXPECT_EQ(ask("POST /api/values", values.dump()).status, 200);
  ASSERT_TRUE(has_events("settings", 1)) << log();
  token = "another";
  EXPECT_EQ(ask("GET /api/status").status, 401);
  EXPECT_EQ(end_watcher(), 0);
}

TEST_F(PageTest, SavesToTheFileItselfWhereItsProfileIsMissing) {
  settings["active_profile_id"] = "gone";
  write_settings();
  start_watcher({"--ui"});
  ASSERT_TRUE(find_page()) << log();
  ASSERT_TRUE(has_events("note", 1));
  EXPECT_THAT(std::string(events("note")[0].at("text")), HasSubstr("there is no profile 'gone'"));
  const json status = json::parse(ask("GET /api/status").body);
  EXPECT_EQ(status.at("profile_id"), "");
  for (size_t save = 1; save <= 2; ++save) {
    const json values{{"values", {{"roi_x", 100 + save}}}, {"profile_id", status.at("profile_id")}};
    EXPECT_EQ(ask("POST /api/values", values.dump()).status, 200);
    ASSERT_TRUE(has_events("settings", save)) << log();
  }
  EXPECT_EQ(json::parse(ask("GET /api/status").body).at("region")[0], 102);
  EXPECT_EQ(end_watcher(), 0);
  EXPECT_EQ(events("settings").size(), 2U);  // once for each time that it was saved
}

TEST_F(WatchTest, RunsTheCommandAtEveryChange) {
  settings["on_change_command"] = "echo $SPRINT_STATE >> '" + path("changes") + "'";
  write_settings();
  start_game({});
  start_watcher();
  ASSERT_TRUE(eventually([&] { return read_text(path("changes")) == "off\n"; })) << log();
  press('z');
  ASSERT_TRUE(eventually([&] { return read_text(path("changes")) == "off\non\n"; })) << log();
  settings["on_change_command"] = "exit 3";
  write_settings();
  ASSERT_TRUE(has_events("settings", 1));
  press('z');
  ASSERT_TRUE(has_events("command", 1)) << log();
  EXPECT_EQ(events("command")[0].at("text"), "on_change_command: exit code 3");
  EXPECT_EQ(end_watcher(), 0);
}

TEST_F(WatchTest, TakesTheProfileOfTheWindow) {
  settings["roi_x"] = 0;  // not where the icon is
  settings["profiles"] = json::array({{{"profile_id", "merlin"},
                                       {"window_title_pattern", "*Merlin"},
                                       {"app_settings", {{"roi_x", 104}}}}});
  write_settings();
  start_game({"--title", "Stand-in of Merlin"});
  start_watcher();
  ASSERT_TRUE(has_events("profile", 1)) << log();
  ASSERT_TRUE(has_state("off"));
  press('z');
  ASSERT_TRUE(has_state("on")) << log();
  EXPECT_EQ(end_watcher(), 0);
}

TEST_F(WatchTest, OutlivesTheServer) {
  settings["auto_sprint"] = true;
  write_settings();
  start_game({});
  start_watcher();
  ASSERT_TRUE(has_state("on")) << log();
  server->kill();
  ASSERT_TRUE(has_events("failed", 1)) << log();
  server->restart();
  start_game({});
  ASSERT_TRUE(eventually([&] { return states().size() >= 5; })) << log();
  EXPECT_EQ(end_watcher(), 0);
  EXPECT_THAT(states(), ElementsAre("off", "on", "unknown", "off", "on"));
}

// The screenshots of a real game, shown as windows.
class ScreenshotTest : public WatchTest {
 protected:
  void SetUp() override {
    WatchTest::SetUp();
    if (IsSkipped()) return;
    const char* shared = std::getenv("SPRINT_SHARED_DATA");
    pictures =
        std::string(shared != nullptr ? shared : SPRINT_SOURCE_DIR "/../shared/data") + "/daoc/";
    if (!std::filesystem::is_directory(pictures)) GTEST_SKIP() << "no screenshots in " << pictures;
    settings["game_window_title"] = "Camelot";
  }

  // What the watcher says of the region of `width` pixels from `left`, along the upper edge.
  std::string state_of(const char* file, int left, int width) {
    const watch::X11Connection connection(server->display());
    const Image picture = load_image(pictures + file);
    TestWindow window(connection, {.title = "Dark Age of Camelot",
                                   .width = picture.width,
                                   .height = picture.height,
                                   .picture = picture});
    window.focus();
    settings.update({{"roi_x", left}, {"roi_y", 0}, {"roi_width", width}, {"roi_height", 32}});
    write_settings();
    start_watcher();
    EXPECT_TRUE(eventually([&] { return !states().empty(); })) << log();
    EXPECT_EQ(end_watcher(), 0);
    return state();
  }

  std::string pictures;
};

constexpr const char* kActive = "screenshot_sprint_active.png";
constexpr const char* kInactive = "screenshot_sprint_inactive.png";

TEST_F(ScreenshotTest, AreReadRightByTheModel) {
  constexpr int kSlot = 32, kActiveLeft = 8, kInactiveLeft = 2;
  EXPECT_EQ(state_of(kActive, kActiveLeft + 13 * kSlot, kSlot), "on");
  EXPECT_EQ(state_of(kActive, kActiveLeft + 12 * kSlot, kSlot), "off");
  EXPECT_EQ(state_of(kActive, kActiveLeft, kSlot), "off");
  EXPECT_EQ(state_of(kInactive, kInactiveLeft + 12 * kSlot, kSlot), "off");
  EXPECT_EQ(state_of(kInactive, kInactiveLeft + 13 * kSlot, kSlot), "off");  // after the last icon
}

TEST_F(ScreenshotTest, AreReadRightByTheTemplate) {
  settings["detection_method"] = "template";
  settings["sprint_on_icon_path"] = pictures + "sprint_icon.png";
  settings["sprint_off_icon_path"] = "";
  EXPECT_EQ(state_of(kActive, 0, 570), "on");
  EXPECT_EQ(state_of(kInactive, 0, 570), "off");
}

TEST_F(WatchTest, RefusesASecondWatcherOfTheSameSettings) {
  start_watcher();
  ASSERT_TRUE(has_events("started", 1));
  const ChildResult second =
      run_sprint({"watch", "--settings", path("settings.json")}, environment());
  EXPECT_EQ(second.exit_code, 3);
  EXPECT_THAT(second.error, HasSubstr("another sprint watch runs with these settings"));
  EXPECT_EQ(end_watcher(), 0);
  start_watcher({"--seconds", "0.2"});
  EXPECT_EQ(watcher->end(0), 0);
}

TEST_F(WatchTest, LeavesNoKeyPressedWhenItIsKilled) {
  settings["auto_sprint"] = true;
  write_settings();
  start_game({"--tires", "0.1,0.2"});
  start_watcher();
  ASSERT_TRUE(has_events("key", 1)) << log();
  end_watcher(SIGKILL);
  EXPECT_TRUE(eventually([&] { return !key_is_down(); }));
}

#ifndef __SANITIZE_ADDRESS__  // which keeps freed memory
TEST_F(WatchTest, KeepsItsMemoryFlat) {
  settings["capture_fps"] = 120;
  settings["auto_sprint"] = true;
  settings["on_change_command"] = "true";
  settings["metrics_interval_s"] = 1;
  write_settings();
  start_game({"--tires", "0.2,0.4"});
  start_watcher();
  ASSERT_TRUE(has_events("key", 3)) << log();
  const int64_t before = watcher->resident_bytes();
  ASSERT_TRUE(has_events("key", 10)) << log();
  EXPECT_LT(watcher->resident_bytes() - before, 128 * 1024);
  EXPECT_EQ(end_watcher(), 0);
}
#endif

TEST_F(WatchTest, SaysWhatIsWrongBeforeItStarts) {
  const auto expect_error = [&](const json& change, const std::string& text) {
    json wrong = settings;
    wrong.update(change);
    write("wrong.json", wrong.dump());
    const ChildResult result =
        run_sprint({"watch", "--settings", path("wrong.json")}, environment());
    EXPECT_NE(result.exit_code, 0);
    EXPECT_THAT(result.error, HasSubstr(text));
  };
  expect_error({{"ml_model_path", "none.onnx"}}, "none.onnx: no such file");
  expect_error({{"sprint_key", "zet"}}, "sprint_key: there is no key 'zet'");
  expect_error({{"roi_hight", 4}}, "did you mean 'roi_height'");
  const ChildResult none = run_sprint({"watch", "--settings", path("none.json")});
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.error, HasSubstr("none.json: cannot be read"));
}

}  // namespace
}  // namespace sprint::tests
