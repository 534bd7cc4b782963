// Keys go into the game and nowhere else: the game, its watcher and a real browser that shows the
// watcher's page on one desktop.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/watch/chromium.h"
#include "tests/watch/test_window.h"
#include "tests/watch/watch_fixture.h"

namespace sprint::tests {
namespace {

using std::chrono::milliseconds;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr milliseconds kLong{1500};  // in which dozens of frames would press a key

class GameBesideBrowser : public WatchTest {
 protected:
  void SetUp() override {
    WatchTest::SetUp();
    if (IsSkipped()) return;
    if (!has_chromium()) GTEST_SKIP() << kNoChromium;
    settings["auto_sprint"] = true;
    write_settings();
    connection.emplace(server->display());
  }

  // Opens the page in a browser on the game's desktop, which counts the keys that it gets.
  void open_page() {
    start_watcher({"--ui"});
    const std::string address = page_address();
    ASSERT_NE(address, "") << log();
    browser.emplace(server->display());
    browser->open(address);
    ASSERT_TRUE(browser->comes_true("document.getElementById('activity').textContent.length > 3"));
    browser->value("window.keys = ''; addEventListener('keydown', e => { keys += e.key; }, true)");
    ASSERT_TRUE(eventually([&] { return browser_window() != XCB_NONE; }));
  }
  // The title of the page, whatever the page itself sets.
  void call_page(const std::string& title) {
    browser->value(
        "Object.defineProperty(document, 'title', {set() {}, get() {}, configurable: "
        "true}); document.querySelector('title').textContent = '" +
        title + "'");
    ASSERT_TRUE(eventually([&] { return title_of(browser_window()).starts_with(title); }));
  }
  std::string keys_of_page() { return browser->value("keys").get<std::string>(); }

  std::vector<watch::WindowInfo> windows() const {
    return watch::list_windows(*connection).windows;
  }
  std::string title_of(xcb_window_t window) const {
    for (const watch::WindowInfo& info : windows())
      if (info.id == window) return info.names.title;
    return "";
  }
  xcb_window_t browser_window() const {
    for (const watch::WindowInfo& info : windows())
      if (info.names.window_class.starts_with("Chromium") && info.width > 100) return info.id;
    return XCB_NONE;
  }
  void focus(xcb_window_t window) {
    xcb_set_input_focus(*connection, XCB_INPUT_FOCUS_PARENT, window, XCB_CURRENT_TIME);
    watch::focused_window(*connection);
  }
  size_t keys_into_game() const {
    const auto changes = truth();
    return static_cast<size_t>(std::ranges::count_if(
        changes, [](const nlohmann::json& change) { return change.at("cause") == "key"; }));
  }
  void expect_no_key_anywhere() {
    const size_t before = events("key").size();
    std::this_thread::sleep_for(kLong);
    EXPECT_EQ(events("key").size(), before) << log();
    EXPECT_EQ(keys_of_page(), "");
  }

  std::optional<watch::X11Connection> connection;
  std::optional<Chromium> browser;
};

TEST_F(GameBesideBrowser, PressesIntoTheGameAloneWhileTheFocusMoves) {
  start_game({"--tires", "0.1,0.3"});
  open_page();
  for (int i = 0; i < 12; ++i) {
    focus(i % 2 == 0 ? browser_window() : game_window());
    std::this_thread::sleep_for(milliseconds(i % 2 == 0 ? 150 : 450));
  }
  ASSERT_TRUE(has_events("key", 2)) << log();
  focus(browser_window());
  expect_no_key_anywhere();
  EXPECT_EQ(keys_into_game(), events("key").size()) << log();

  press('x');  // the page does hear keys
  EXPECT_TRUE(browser->comes_true("keys === 'x'"));
  EXPECT_EQ(end_watcher(), 0);
}

TEST_F(GameBesideBrowser, TakesNoBrowserForTheGameWhateverItsTitle) {
  open_page();
  EXPECT_TRUE(eventually([&] { return title_of(browser_window()).starts_with("Sprint Manager"); }));
  EXPECT_THAT(title_of(browser_window()), testing::Not(HasSubstr("Stand-in")));
  focus(browser_window());
  for (const char* title : {"Stand-in game", "Sprint Manager: Stand-in game"}) {
    call_page(title);
    expect_no_key_anywhere();
  }
  EXPECT_THAT(events("found"), IsEmpty()) << log();
  EXPECT_THAT(log(),
              AllOf(HasSubstr("belongs to a browser"), HasSubstr("shows this watcher's page")));

  start_game({});  // takes the focus
  ASSERT_TRUE(has_state("on")) << log();
  focus(browser_window());
  game->end(SIGKILL);  // and the browser is left, with the title and the focus
  ASSERT_TRUE(has_events("absent", 3)) << log();
  expect_no_key_anywhere();
  EXPECT_EQ(keys_into_game(), events("key").size());
  EXPECT_EQ(end_watcher(), 0);
}

// Two programs whose windows may both be the game's: none gets a key until the class is set.
TEST_F(GameBesideBrowser, PressesNothingBetweenTwoPrograms) {
  start_game({});
  TestWindow guide(*connection, {.title = "Stand-in guide", .x = 650, .y = 500});
  guide.set_class("guide", "Guide");
  ASSERT_TRUE(eventually([&] { return game_window() != XCB_NONE; }));
  focus(game_window());
  start_watcher({"--ui"});
  ASSERT_TRUE(has_events("no_key", 1)) << log();
  EXPECT_THAT(std::string(events("no_key")[0].at("text")),
              HasSubstr("windows of several programs may be the game's"));
  EXPECT_THAT(std::string(events("found")[0].at("text")),
              AllOf(HasSubstr("'Guide'"), HasSubstr("'Standin_game'")));
  EXPECT_THAT(events("key"), IsEmpty());
  settings["game_window_class"] = "Standin_game";
  write_settings();
  EXPECT_TRUE(has_state("on")) << log();
  EXPECT_EQ(keys_into_game(), events("key").size());
  EXPECT_EQ(end_watcher(), 0);
}

}  // namespace
}  // namespace sprint::tests
