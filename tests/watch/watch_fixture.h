// The beginning of a test of `sprint watch`: a server, settings, the game and the watcher.
#pragma once

#include <gtest/gtest.h>
#include <xcb/xtest.h>

#include <algorithm>
#include <regex>

#include "base/temporary_folder.h"
#include "tests/cli/run_sprint.h"
#include "tests/watch/watch_process.h"
#include "tests/watch/xvfb.h"
#include "watch/act/keyboard.h"
#include "watch/capture/find_window.h"
#include "watch/capture/x11_connection.h"

namespace sprint::tests {

inline const std::string kExample = SPRINT_SOURCE_DIR "/examples/sprint_classifier";

// The INT8 model of the example, made once for all tests of this process.
inline const std::string& int8_model() {
  static const TemporaryFolder folder;
  static const std::string path = [] {
    std::string file = folder.path() + "/sprint_classifier.int8.onnx";
    const ChildResult made =
        run_sprint({"quantize", kExample + "/sprint_classifier.onnx", "-o", file, "--data",
                    kExample + "/frames", "--samples", "100", "--no-check"});
    EXPECT_EQ(made.exit_code, 0) << made.error;
    return file;
  }();
  return path;
}

class WatchTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_xvfb()) GTEST_SKIP() << kNoXvfb;
    if (!std::filesystem::exists(kStandinGame)) GTEST_SKIP() << "the examples are not built";
    server.emplace();
    settings = {{"game_window_title", "Stand-in"},
                {"roi_x", 104},
                {"roi_y", 8},
                {"roi_width", 48},
                {"roi_height", 48},
                {"capture_fps", 30},
                {"detection_method", "ml"},
                {"ml_model_path", int8_model()},
                {"key_presses_per_minute", 600},
                {"game_not_found_retry_delay_s", 0.5},
                {"capture_error_retry_delay_s", 0.1}};
    write_settings();
  }

  std::string path(const std::string& name) const { return folder.path() + "/" + name; }
  void write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
  }
  void write_settings() const { write("settings.json", settings.dump(1)); }
  std::vector<std::string> environment() const { return {"DISPLAY=" + server->display()}; }

  void start_game(std::vector<std::string> options) {
    options.insert(options.begin(), {kStandinGame, "--truth", path("truth"), "--seed", "3"});
    game.emplace(options, environment(), path("game.out"), path("game.err"));
  }
  void start_watcher(std::vector<std::string> options = {}) {
    options.insert(options.begin(), {SPRINT_BINARY, "watch", "--settings", path("settings.json")});
    watcher.emplace(options, environment(), path("events"), path("log"));
  }
  // As the game says when it has one.
  xcb_window_t game_window() const {
    const std::string output = game->output();
    const size_t found = output.find("window 0x");
    return found == std::string::npos
               ? xcb_window_t{XCB_NONE}
               : static_cast<xcb_window_t>(std::stoul(output.substr(found + 7), nullptr, 16));
  }
  int end_watcher(int signal = SIGTERM) { return watcher->end(signal); }

  std::vector<nlohmann::json> events(const std::string& name) const {
    std::vector<nlohmann::json> found;
    for (nlohmann::json& event : read_json_lines(path("events"))) {
      if (event.at("event") == name) found.push_back(std::move(event));
    }
    return found;
  }
  std::vector<std::string> states() const {
    std::vector<std::string> found;
    for (const nlohmann::json& event : events("state")) found.push_back(event.at("state"));
    return found;
  }
  std::string state() const {
    const std::vector<std::string> all = states();
    return all.empty() ? "" : all.back();
  }
  std::vector<nlohmann::json> truth() const { return read_json_lines(path("truth")); }

  bool has_state(const std::string& wanted) const {
    return eventually([&] { return state() == wanted; });
  }
  bool has_events(const std::string& name, size_t count) const {
    return eventually([&] { return events(name).size() >= count; });
  }
  // What the log says of everything that went wrong, for messages.
  std::string log() const { return read_text(path("log")); }

  // Of the page's server, as the watcher says it; empty where it does not.
  std::string page_address() const {
    std::smatch match;
    std::string text;
    const std::regex address("http://127.0.0.1:[0-9]+/#[0-9a-f]+");
    eventually([&] { return std::regex_search(text = log(), match, address); });
    return match.str();
  }

  // Whether any key of the keyboard is down.
  bool key_is_down() const {
    const watch::X11Connection connection(server->display());
    const watch::Owned<xcb_query_keymap_reply_t> keys(
        xcb_query_keymap_reply(connection, xcb_query_keymap(connection), nullptr));
    return std::any_of(std::begin(keys->keys), std::end(keys->keys), [](int k) { return k != 0; });
  }

  // Presses and releases a key, as a player does.
  void press(xcb_keysym_t symbol) const {
    const watch::X11Connection connection(server->display());
    const xcb_keycode_t key = watch::find_key(connection, symbol);
    for (const uint8_t type : {XCB_KEY_PRESS, XCB_KEY_RELEASE})
      xcb_test_fake_input(connection, type, key, 0, XCB_NONE, 0, 0, 0);
    watch::focused_window(connection);
  }

  TemporaryFolder folder;
  std::optional<Xvfb> server;
  nlohmann::json settings;
  std::optional<Process> game, watcher;
};

}  // namespace sprint::tests
