// Real windows, captured.
#include "watch/capture/x11_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <optional>
#include <thread>

#include "tests/watch/test_window.h"
#include "tests/watch/xvfb.h"

namespace sprint::tests {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using watch::Capture;
using watch::Region;
using watch::X11Source;

constexpr milliseconds kLong{20000};
constexpr int kNever = -1;

class X11SourceTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (has_xvfb()) server.emplace();
  }
  static void TearDownTestSuite() { server.reset(); }

  void SetUp() override {
    if (!has_xvfb()) GTEST_SKIP() << kNoXvfb;
    connect(server->display());
  }

  void connect(const std::string& display) {
    connection.emplace(display);
    source =
        std::make_unique<X11Source>(watch::X11Options{display, {"camelot"}, region, require_focus});
  }

  // Captures now.
  Capture capture() { return source->capture(frame); }

  void expect_pattern(int seed) {
    ASSERT_EQ(capture(), Capture::frame) << source->reason();
    expect_frame_is_pattern(seed);
  }

  void expect_frame_is_pattern(int seed) {
    EXPECT_EQ(frame.width, region.width);
    EXPECT_EQ(frame.height, region.height);
    EXPECT_TRUE(frame.pixels == pattern(region, seed).pixels);
    EXPECT_THAT(source->reason(), IsEmpty());
  }

  // Captures until the frame has the pattern: a window that has just been uncovered is painted a
  // little later.
  void expect_pattern_soon(int seed) {
    const auto deadline = steady_clock::now() + milliseconds(2000);
    while (capture() == Capture::frame && frame.pixels != pattern(region, seed).pixels &&
           steady_clock::now() < deadline) {
      std::this_thread::sleep_for(milliseconds(5));
    }
    expect_pattern(seed);
  }

  // Runs `change` while the source waits, and expects that this ends the wait.
  template <typename F>
  void expect_wakes(F change, int stop = kNever) {
    std::thread later([&] {
      std::this_thread::sleep_for(milliseconds(50));
      change();
    });
    const auto start = steady_clock::now();
    source->wait(kLong, stop);
    const auto waited = steady_clock::now() - start;
    later.join();
    EXPECT_GE(waited, milliseconds(25));
    EXPECT_LT(waited, kLong / 2);
  }

  static inline std::optional<Xvfb> server;
  Region region{13, 7, 49, 47};
  bool require_focus = false;
  std::optional<watch::X11Connection> connection;
  std::unique_ptr<X11Source> source;
  Image frame;
};

TEST_F(X11SourceTest, CapturesExactPixelsAtOddPlaces) {
  TestWindow window(*connection, {"Dark Age of Camelot", 101, 53});
  for (const Region& place : {Region{0, 0, 1, 1}, Region{1, 1, 3, 5}, Region{271, 193, 49, 47},
                              Region{0, 0, 320, 240}, Region{17, 239, 303, 1}}) {
    region = place;
    source->set_region(place);
    expect_pattern(1);
  }
  EXPECT_EQ(source->title(), "Dark Age of Camelot");
  EXPECT_EQ(source->window(), window.id());
}

TEST_F(X11SourceTest, CapturesInsideTheBorder) {
  TestWindow window(*connection, {.title = "Camelot", .x = 40, .y = 30, .border = 5});
  expect_pattern(1);
  TestWindow cover(*connection, {.x = 0, .y = 0, .seed = 2, .override_redirect = true});
  expect_pattern_soon(1);
}

TEST_F(X11SourceTest, CapturesAWindowInsideAFrame) {
  TestWindow outside(*connection, {.x = 50, .y = 40, .width = 400, .height = 300, .seed = 2});
  TestWindow window(*connection, {.title = "Camelot", .x = 9, .y = 21, .parent = outside.id()});
  expect_pattern(1);
}

TEST_F(X11SourceTest, SeesUnderWhatCoversTheWindow) {
  TestWindow window(*connection, {"Camelot", 101, 53});
  expect_pattern(1);
  {
    TestWindow cover(*connection, {.x = 90, .y = 40, .seed = 2, .override_redirect = true});
    expect_pattern_soon(1);
    window.move(95, 61);
    expect_pattern_soon(1);
    window.resize(300, 200);
    expect_pattern_soon(1);
  }
  for (int i = 0; i < 3; ++i) expect_pattern(1);
}

TEST_F(X11SourceTest, SeesAWindowThatIsCoveredFromTheStart) {
  TestWindow window(*connection, {"Camelot", 101, 53});
  TestWindow cover(*connection, {.x = 100, .y = 60, .seed = 2, .override_redirect = true});
  expect_pattern_soon(1);
}

TEST_F(X11SourceTest, FollowsMovesAlsoOverTheScreensEdge) {
  TestWindow window(*connection, {"Camelot", 101, 53});
  expect_pattern(1);
  window.move(333, 211);
  expect_pattern(1);
  window.move(-40, -20);  // the region lies outside of the screen in part
  expect_pattern_soon(1);
  window.move(1024 - 30, 100);
  expect_pattern_soon(1);
  window.move(10, 10);
  expect_pattern_soon(1);
}

TEST_F(X11SourceTest, SaysThatTheRegionIsOutsideOfTheWindow) {
  TestWindow window(*connection, {"Camelot", 0, 0, 200, 100});
  for (const Region& outside : {Region{300, 10, 48, 48}, Region{153, 0, 48, 48},
                                Region{0, 60, 48, 48}, Region{-1, 0, 48, 48}}) {
    source->set_region(outside);
    EXPECT_EQ(capture(), Capture::absent);
    EXPECT_THAT(source->reason(),
                AllOf(HasSubstr("48 x 48"), HasSubstr("window of 200 x 100"), HasSubstr("roi_x")));
  }
  expect_wakes([&] { window.resize(640, 480); });
  source->set_region(region);
  expect_pattern(1);
}

TEST_F(X11SourceTest, NoticesThatTheWindowShrinks) {
  TestWindow window(*connection, {"Camelot", 0, 0});
  expect_pattern(1);
  window.resize(40, 40);
  EXPECT_EQ(capture(), Capture::absent);
  window.resize(90, 80);
  expect_pattern(1);
}

TEST_F(X11SourceTest, WaitsForAWindowOfTheTitle) {
  EXPECT_EQ(capture(), Capture::absent);
  EXPECT_EQ(source->reason(), "no window whose title has 'camelot'");
  EXPECT_EQ(source->window(), XCB_WINDOW_NONE);
  std::optional<TestWindow> window;
  expect_wakes([&] { window.emplace(*connection, WindowForm{"Dark Age of Camelot", 5, 5}); });
  // The title may be set after the window was made.
  const auto deadline = steady_clock::now() + milliseconds(2000);
  while (capture() != Capture::frame && steady_clock::now() < deadline) {
    source->wait(milliseconds(100), kNever);
  }
  expect_pattern(1);
}

TEST_F(X11SourceTest, FollowsTheTitle) {
  TestWindow window(*connection, {"Launcher", 5, 5});
  EXPECT_EQ(capture(), Capture::absent);
  expect_wakes([&] { window.set_title("Camelot – Åsa"); });
  expect_pattern(1);
  EXPECT_EQ(source->title(), "Camelot – Åsa");
  window.set_title("Launcher");
  EXPECT_EQ(capture(), Capture::absent);
  EXPECT_EQ(source->title(), "");
}

TEST_F(X11SourceTest, SaysThatTheWindowIsHidden) {
  TestWindow window(*connection, {"Camelot", 5, 5});
  expect_pattern(1);
  window.unmap();
  EXPECT_EQ(capture(), Capture::absent);
  EXPECT_EQ(source->reason(), "the window 'Camelot' is minimised or hidden");
  expect_wakes([&] { window.map(); });
  expect_pattern(1);
}

TEST_F(X11SourceTest, OutlivesTheWindow) {
  {
    TestWindow window(*connection, {"Camelot", 5, 5});
    expect_pattern(1);
  }
  EXPECT_EQ(capture(), Capture::absent);
  EXPECT_THAT(source->reason(), HasSubstr("no window"));
  TestWindow window(*connection, {.title = "Camelot", .x = 60, .y = 50, .seed = 3});
  expect_pattern(3);
}

TEST_F(X11SourceTest, TakesTheFocusedOneOfSeveral) {
  TestWindow first(*connection, {"Camelot one", 0, 0});
  TestWindow second(*connection, {.title = "Camelot two", .x = 400, .y = 300, .seed = 2});
  expect_pattern(1);
  EXPECT_THAT(source->note(), AllOf(HasSubstr("2 windows"), HasSubstr("'Camelot one'")));
  second.focus();
  expect_pattern(2);
  EXPECT_THAT(source->note(), AllOf(HasSubstr("'Camelot two'"), HasSubstr("focus")));
  second.unmap();
  expect_pattern(1);
  second.destroy();
  expect_pattern(1);
  EXPECT_THAT(source->note(), IsEmpty());
}

TEST_F(X11SourceTest, TakesWindowsOfOtherProgramsForNoGame) {
  TestWindow notes(*connection, {.title = "Camelot - Notes", .seed = 2});
  const auto expect_none = [&](const char* why) {
    EXPECT_EQ(capture(), Capture::absent);
    EXPECT_THAT(source->reason(), HasSubstr(why));
  };
  notes.set_class("discord", "discord");
  expect_none("'Camelot - Notes' belongs to a chat program");
  notes.set_class("Navigator", "firefox");
  expect_none("a browser; if that is the game, set game_window_class to 'firefox'");
  notes.set_title("Sprint Manager: Camelot");
  expect_none("shows this watcher's page");
  TestWindow game(*connection, {"Dark Age of Camelot", 400, 300});
  notes.focus();
  expect_pattern(1);
  EXPECT_TRUE(source->is_certain());
  EXPECT_THAT(source->note(), IsEmpty());
}

TEST_F(X11SourceTest, IsNotCertainBetweenWindowsOfTwoPrograms) {
  TestWindow game(*connection, {"Camelot", 0, 0});
  game.set_class("game.exe", "Wine");
  TestWindow second(*connection, {.title = "Camelot too", .x = 400, .y = 300, .seed = 2});
  second.set_class("game.exe", "Wine");
  expect_pattern(1);
  EXPECT_TRUE(source->is_certain());
  second.set_class("guide", "Guide");
  second.focus();
  expect_pattern(2);
  EXPECT_FALSE(source->is_certain());
  EXPECT_THAT(source->note(), AllOf(HasSubstr("no key is pressed"), HasSubstr("'Guide'"),
                                    HasSubstr("'Wine'"), HasSubstr("set game_window_class")));
}

TEST_F(X11SourceTest, TakesTheClassThatIsAskedFor) {
  source = std::make_unique<X11Source>(
      watch::X11Options{server->display(), {"camelot", "wine"}, region, false});
  TestWindow guide(*connection, {.title = "Camelot", .seed = 2});
  guide.set_class("guide", "Guide");
  guide.focus();
  EXPECT_EQ(capture(), Capture::absent);
  EXPECT_EQ(source->reason(),
            "no window of class 'wine' whose title has 'camelot': 'Camelot' is of class 'Guide'");
  TestWindow game(*connection, {"Camelot", 400, 300});
  game.set_class("game.exe", "Wine");
  expect_pattern(1);
  EXPECT_TRUE(source->is_certain());
}

TEST_F(X11SourceTest, WaitsForTheFocusIfAsked) {
  require_focus = true;
  connect(server->display());
  TestWindow window(*connection, {"Camelot", 0, 0});
  TestWindow other(*connection, {"Editor", 400, 300});
  other.focus();
  EXPECT_EQ(capture(), Capture::absent);
  EXPECT_EQ(source->reason(), "the window 'Camelot' does not have the input focus");
  expect_wakes([&] { window.focus(); });
  expect_pattern(1);
  other.focus();
  EXPECT_EQ(capture(), Capture::absent);
}

TEST_F(X11SourceTest, ListsWindowsAndCapturesAWholeOne) {
  TestWindow window(*connection, {"Camelot", 0, 0, 123, 77});
  TestWindow hidden(*connection, {"Editor", 400, 300});
  hidden.unmap();
  const auto windows = watch::list_windows(*connection).windows;
  ASSERT_EQ(windows.size(), 2);
  EXPECT_EQ(windows[0].names.title, "Camelot");
  EXPECT_EQ(windows[0].width, 123);
  EXPECT_TRUE(windows[0].viewable);
  EXPECT_FALSE(windows[1].viewable);
  Image whole;
  EXPECT_EQ(source->capture_window(whole), Capture::frame);
  EXPECT_TRUE(whole.pixels == pattern({0, 0, 123, 77}, 1).pixels);
}

TEST_F(X11SourceTest, PrefersTheListOfAWindowManager) {
  TestWindow window(*connection, {"Camelot", 0, 0});
  TestWindow other(*connection, {"Camelot too", 400, 300});
  const xcb_window_t listed[] = {other.id()};
  xcb_change_property(*connection, XCB_PROP_MODE_REPLACE, connection->root(),
                      connection->atoms().net_client_list, XCB_ATOM_WINDOW, 32, 1, listed);
  other.focus();
  EXPECT_EQ(capture(), Capture::frame);
  EXPECT_EQ(source->title(), "Camelot too");
  xcb_delete_property(*connection, connection->root(), connection->atoms().net_client_list);
  window.focus();
  EXPECT_EQ(capture(), Capture::frame);
  EXPECT_EQ(source->title(), "Camelot");
}

TEST_F(X11SourceTest, StopsWaitingWhenTold) {
  EXPECT_EQ(capture(), Capture::absent);
  const int stop = ::eventfd(0, EFD_CLOEXEC);
  expect_wakes([&] { ::eventfd_write(stop, 1); }, stop);
  ::close(stop);
}

TEST_F(X11SourceTest, DoesNotCopyTheFrameAnew) {
  TestWindow window(*connection, {"Camelot", 0, 0});
  expect_pattern(1);
  const uint8_t* memory = frame.pixels.data();
  for (int i = 0; i < 20; ++i) expect_pattern(1);
  EXPECT_EQ(frame.pixels.data(), memory);
}

TEST_F(X11SourceTest, SaysThatThereIsNoServer) {
  X11Source nowhere({":9999", {"camelot"}, region, false});
  EXPECT_EQ(nowhere.capture(frame), Capture::failed);
  EXPECT_THAT(nowhere.reason(), HasSubstr("':9999'"));
  const auto start = steady_clock::now();
  nowhere.wait(milliseconds(80), kNever);
  EXPECT_GE(steady_clock::now() - start, milliseconds(80));
}

class OwnServerTest : public X11SourceTest {
 protected:
  void SetUp() override {
    if (!has_xvfb()) GTEST_SKIP() << kNoXvfb;
  }
};

TEST_F(OwnServerTest, OutlivesTheServer) {
  Xvfb own;
  connect(own.display());
  {
    TestWindow window(*connection, {"Camelot", 0, 0});
    expect_pattern(1);
    own.kill();
  }
  EXPECT_EQ(capture(), Capture::failed);
  EXPECT_THAT(source->reason(), HasSubstr("has gone"));
  EXPECT_EQ(capture(), Capture::failed);
  EXPECT_THAT(source->reason(), HasSubstr("cannot connect"));
  own.restart();
  watch::X11Connection again(own.display());
  TestWindow window(again, {.title = "Camelot", .seed = 4});
  expect_pattern(4);
}

TEST_F(OwnServerTest, WakesWhenTheServerGoes) {
  Xvfb own;
  connect(own.display());
  EXPECT_EQ(capture(), Capture::absent);
  expect_wakes([&] { own.kill(); });
  EXPECT_EQ(capture(), Capture::failed);
}

TEST_F(OwnServerTest, NeedsNoSharedMemory) {
  Xvfb own({"-extension", "MIT-SHM"});
  connect(own.display());
  ASSERT_FALSE(connection->has_shared_memory());
  TestWindow window(*connection, {"Camelot", 101, 53});
  expect_pattern(1);
  window.resize(30, 30);
  EXPECT_EQ(capture(), Capture::absent);
}

TEST_F(OwnServerTest, SaysThatItCannotSeeUnderACoverWithoutComposite) {
  Xvfb own({"-extension", "Composite"});
  connect(own.display());
  TestWindow window(*connection, {"Camelot", 101, 53});
  expect_pattern(1);
  {
    TestWindow cover(*connection, {.x = 90, .y = 40, .seed = 2, .override_redirect = true});
    EXPECT_EQ(capture(), Capture::absent);
    EXPECT_THAT(source->reason(), HasSubstr("Composite"));
  }
  expect_pattern(1);
}

}  // namespace
}  // namespace sprint::tests
