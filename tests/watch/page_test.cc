// The local page in a real browser, by keyboard alone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "base/temporary_folder.h"
#include "data/test_pictures.h"
#include "tests/watch/chromium.h"
#include "watch/page/icons_for_test.h"
#include "watch/page/page_server.h"
#include "watch/page/watched_for_test.h"
#include "watch/settings/located_json.h"

namespace sprint::watch {
namespace {

using ::testing::IsEmpty;
using tests::Chromium;

// The watcher reads its settings file again when it changes.
class FollowingForTest final : public WatchedForTest {
 public:
  explicit FollowingForTest(std::string path) : path_(std::move(path)) {}
  WatchStatus status() override {
    WatchStatus status = WatchedForTest::status();
    status.settings = load_settings(path_).settings;
    return status;
  }

 private:
  std::string path_;
};

class PageInBrowser : public testing::Test {
 protected:
  void SetUp() override {
    if (!tests::has_chromium()) GTEST_SKIP() << tests::kNoChromium;
    write_icons_for_test(folder_.path());
    browser_.emplace();
    browser_->resize(1280, 900);
    browser_->open(server_.address());
    ASSERT_TRUE(
        browser_->comes_true("document.getElementById('activity').textContent === 'Watching'"));
  }

  void focus(const std::string& id) {
    browser_->value("document.getElementById('" + id + "').focus()");
  }
  std::string text(const std::string& id) {
    return browser_->value("document.getElementById('" + id + "').textContent").get<std::string>();
  }
  bool shows(const std::string& id, const std::string& part) {
    return browser_->comes_true("document.getElementById('" + id + "').textContent.includes('" +
                                part + "')");
  }
  std::string focused() { return browser_->value("document.activeElement.id").get<std::string>(); }

  // Moves to a tab with the arrow keys.
  void open_view(const std::string& name) {
    browser_->value("document.querySelector('[role=tab][aria-selected=true]').focus()");
    for (int i = 0; i < 4 && focused() != "tab-" + name; ++i) browser_->press("ArrowRight");
    ASSERT_EQ(focused(), "tab-" + name);
  }

  Settings settings() const { return load_settings(path_).settings; }

  TemporaryFolder folder_;
  const std::string path_ = [this] {
    std::string path = folder_.path() + "/settings.json";
    data::write_file(
        path, "{\n  \"roi_x\": 40, \"roi_y\": 30, \"roi_width\": 32, \"roi_height\": 32\n}\n");
    return path;
  }();
  const std::string samples_ = folder_.path() + "/samples";
  FollowingForTest watched_{path_};
  PageServer server_{watched_, {path_, samples_}};
  std::optional<Chromium> browser_;
};

TEST_F(PageInBrowser, ShowsWhatTheWatcherSees) {
  EXPECT_TRUE(shows("state-text", "Sprint is on"));
  EXPECT_TRUE(shows("confidence-text", "98.3%"));
  EXPECT_TRUE(browser_->comes_true("document.getElementById('frame').naturalWidth === 32"));
  EXPECT_TRUE(browser_->comes_true("document.querySelector('#cpu-chart path').getAttribute('d')"));
  EXPECT_EQ(text("fact-region"), "32 × 32 at 40, 30");
  EXPECT_EQ(browser_->value("location.hash"), "") << "the token stays in the address";
  EXPECT_THAT(browser_->exceptions(), IsEmpty());
}

TEST_F(PageInBrowser, ReachesAllOfAViewWithTab) {
  std::string way;
  for (int i = 0; i < 12; ++i) {
    browser_->press("Tab");
    way += focused() + " ";
  }
  for (const char* id : {"pause ", "tab-live ", "auto-sprint "})
    EXPECT_NE(way.find(id), std::string::npos) << id << "in " << way;
}

TEST_F(PageInBrowser, FitsANarrowScreen) {
  browser_->resize(360, 740);
  for (const char* view : {"live", "region", "model", "settings"}) {
    open_view(view);
    EXPECT_LE(browser_->value("document.documentElement.scrollWidth"), 360) << view;
  }
}

TEST_F(PageInBrowser, PausesAndResumes) {
  focus("pause");
  browser_->press("Enter");
  EXPECT_TRUE(shows("activity", "Paused"));
  EXPECT_EQ(watched_.status().activity, Activity::paused);
  ASSERT_TRUE(shows("pause", "Resume"));
  browser_->press(" ");
  EXPECT_TRUE(shows("activity", "Watching"));
  EXPECT_EQ(watched_.status().activity, Activity::watching);
}

TEST_F(PageInBrowser, PicksTheRegionByKeyboard) {
  open_view("region");
  ASSERT_TRUE(
      browser_->comes_true("document.getElementById('window-picture').naturalWidth === 160"));
  focus("selection");
  for (int i = 0; i < 3; ++i) browser_->press("ArrowRight");
  browser_->press("ArrowUp");
  browser_->press("ArrowDown", Chromium::kShift);
  browser_->press("ArrowRight", Chromium::kShift | Chromium::kControl);
  EXPECT_EQ(browser_->value("document.getElementById('roi-x').value"), "43");
  focus("roi-width");
  browser_->press("Enter");
  EXPECT_TRUE(shows("region-result", "Watching 42 × 33 pixels at 43, 29"));
  EXPECT_EQ(settings().region, (Region{43, 29, 42, 33}));
}

// Each state on the way is kept as it is typed, and only the whole has to fit into the window.
TEST_F(PageInBrowser, TakesTheNumbersOfARegionInAnyOrder) {
  const std::vector<std::pair<std::string, std::string>> numbers{
      {"roi-x", "140"}, {"roi-y", "100"}, {"roi-width", "18"}, {"roi-height", "20"}};
  open_view("region");
  ASSERT_TRUE(
      browser_->comes_true("document.getElementById('window-picture').naturalWidth === 160"));
  for (const auto& order : std::vector<std::vector<size_t>>{
           {0, 1, 2, 3}, {3, 2, 1, 0}, {0, 2, 1, 3}, {2, 0, 3, 1}, {1, 3, 0, 2}}) {
    focus("take-picture");
    data::write_file(path_, R"({"roi_x": 40, "roi_y": 30, "roi_width": 32, "roi_height": 32})");
    ASSERT_TRUE(browser_->comes_true("document.getElementById('roi-x').value === '40'"));
    for (const size_t i : order) {
      browser_->value("document.getElementById('" + numbers[i].first + "').select()");
      browser_->type(numbers[i].second);
    }
    EXPECT_EQ(text("region-result"), "Not watched yet");
    browser_->press("Enter");
    EXPECT_TRUE(shows("region-result", "Watching 18 × 20 pixels at 140, 100"));
    EXPECT_EQ(settings().region, (Region{140, 100, 18, 20}));
    // Once it is in use the page follows the file again.
    std::this_thread::sleep_for(std::chrono::milliseconds(1200));
  }
}

TEST_F(PageInBrowser, KeepsARegionThatDoesNotFitYet) {
  open_view("region");
  ASSERT_TRUE(
      browser_->comes_true("document.getElementById('window-picture').naturalWidth === 160"));
  browser_->value("document.getElementById('roi-x').select()");
  focus("roi-x");
  browser_->type("150");
  EXPECT_TRUE(shows("region-result", "reaches 22 pixels over its right edge"));
  browser_->press("Enter");
  EXPECT_EQ(focused(), "roi-width");
  std::this_thread::sleep_for(std::chrono::milliseconds(1200));  // the page looks at the watcher
  EXPECT_EQ(browser_->value("document.getElementById('roi-x').value"), "150");
  EXPECT_EQ(settings().region.x, 40);
  browser_->value("document.getElementById('roi-width').select()");
  browser_->type("0");
  EXPECT_TRUE(shows("region-result", "Width: a whole number from 1 to 32767"));
  browser_->value("document.getElementById('roi-width').select()");
  browser_->type("10");
  browser_->press("Enter");
  EXPECT_TRUE(shows("region-result", "an icon of 16 x 16 pixels does not fit"));  // the watcher
  EXPECT_EQ(settings().region.x, 40);
}

TEST_F(PageInBrowser, SaysAtOnceWhatTheWatcherWouldRefuse) {
  open_view("settings");
  ASSERT_TRUE(browser_->comes_true("document.getElementById('set-sprint_key')"));
  for (const char* name : {"sprint_key", "pause_key"}) {
    browser_->value("document.getElementById('set-" + std::string(name) + "').select()");
    browser_->type("zet");
    browser_->press("Tab");
    EXPECT_TRUE(shows("fault-" + std::string(name), "there is no key"));
  }
  focus("fields-save");
  browser_->press("Enter");
  EXPECT_TRUE(shows("fields-result", "Nothing was saved"));
  EXPECT_EQ(focused(), "set-sprint_key");
  EXPECT_TRUE(shows("fault-pause_key", "there is no key"));
  EXPECT_EQ(settings().sprint_key, "z");
}

TEST_F(PageInBrowser, SaysBesideTheSwitchThatRulesMayForbidKeys) {
  EXPECT_TRUE(shows("caution", "rules of your game or its server may forbid"));
  EXPECT_EQ(browser_->value("document.getElementById('auto-sprint').getAttribute("
                            "'aria-describedby')"),
            "caution");
}

TEST_F(PageInBrowser, StoresTheClassOfTheWindow) {
  EXPECT_TRUE(shows("bind-class", "Press only into windows of class Standin_game"));
  focus("bind-class");
  browser_->press("Enter");
  EXPECT_TRUE(shows("auto-sprint-key", "class Standin_game"));
  EXPECT_EQ(settings().game_window_class, "Standin_game");
  EXPECT_TRUE(browser_->comes_true("document.getElementById('bind-class').hidden"));
}

TEST_F(PageInBrowser, SaysWhatIsWrongWithASetting) {
  open_view("settings");
  ASSERT_TRUE(browser_->comes_true("document.getElementById('set-capture_fps')"));
  const auto set = [&](const std::string& value) {
    browser_->value("document.getElementById('set-capture_fps').select()");
    browser_->type(value);
    browser_->press("Enter");
  };
  set("900");
  EXPECT_TRUE(shows("fault-capture_fps", "expected a number above 0, at most 120, got 900"));
  EXPECT_EQ(focused(), "set-capture_fps");
  EXPECT_DOUBLE_EQ(settings().capture_fps, 10);
  set("30");
  EXPECT_TRUE(shows("fields-result", "Saved"));
  EXPECT_TRUE(browser_->comes_true("document.getElementById('fault-capture_fps').hidden"));
  EXPECT_DOUBLE_EQ(settings().capture_fps, 30);
  EXPECT_TRUE(browser_->comes_true(
      "document.getElementById('text').value.includes('\"capture_fps\": 30')"));
}

TEST_F(PageInBrowser, SaysWhichLineOfTheTextIsWrong) {
  open_view("settings");
  ASSERT_TRUE(browser_->comes_true("document.getElementById('text').value"));
  browser_->value("document.querySelector('[name=editor]').focus()");
  browser_->press("ArrowRight");
  const auto set = [&](const std::string& text) {
    browser_->value("document.getElementById('text').select()");
    browser_->type(text);
  };
  set("{\n  \"roi_x\": 5,\n  \"rio_y\": 6\n}");
  EXPECT_TRUE(shows("text-fault", "Line 3"));
  EXPECT_NE(text("text-fault").find("roi_y"), std::string::npos) << text("text-fault");
  EXPECT_EQ(browser_->value("document.querySelector('#gutter .wrong').textContent"), "3");
  set("{\n  \"roi_x\": 5,\n  \"roi_y\": 6\n}");
  EXPECT_TRUE(browser_->comes_true("document.getElementById('text-fault').hidden"));
  focus("text-save");
  browser_->press("Enter");
  EXPECT_TRUE(shows("text-result", "Saved"));
  EXPECT_EQ(read_json_text(path_), "{\n  \"roi_x\": 5,\n  \"roi_y\": 6\n}");
}

TEST_F(PageInBrowser, LabelsAFrame) {
  ASSERT_TRUE(browser_->comes_true("!document.querySelector('button.label').disabled"));
  browser_->value("document.querySelector('button.label').focus()");
  browser_->press("Enter");
  EXPECT_TRUE(shows("label-result", "Saved as active: one sample"));
  EXPECT_FALSE(std::filesystem::is_empty(samples_ + "/active"));
}

}  // namespace
}  // namespace sprint::watch
