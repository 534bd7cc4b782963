// Keys pressed into real windows, and heard.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <xcb/xtest.h>

#include <csignal>
#include <fstream>
#include <functional>
#include <optional>
#include <thread>

#include "sprint/error.h"
#include "tests/watch/test_window.h"
#include "tests/watch/xvfb.h"
#include "watch/act/global_key.h"
#include "watch/act/key_name.h"
#include "watch/act/key_press.h"
#include "watch/act/keyboard.h"

namespace sprint::tests {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::HasSubstr;
using watch::Event;
using watch::GlobalKey;
using watch::KeyPress;
using watch::Owned;
using Result = watch::KeyPress::Result;

constexpr milliseconds kLongHold{400};
const watch::GameRule kGame{"Game"}, kEditor{"Editor"};

class KeysTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    if (has_xvfb()) server.emplace();
  }
  static void TearDownTestSuite() { server.reset(); }

  void SetUp() override {
    if (!has_xvfb()) GTEST_SKIP() << kNoXvfb;
    connection.emplace(display());
    window.emplace(*connection, WindowForm{"Game"});
    other.emplace(*connection, WindowForm{"Editor", 400, 300});
    key = watch::find_key(*connection, watch::key_symbol("z"));
  }

  static const std::string& display() { return server->display(); }

  bool is_down() {
    const Owned<xcb_query_keymap_reply_t> keys(
        xcb_query_keymap_reply(*connection, xcb_query_keymap(*connection), nullptr));
    return (keys->keys[key / 8] >> (key % 8) & 1) != 0;
  }

  static bool soon(const std::function<bool()>& holds) {
    const auto deadline = steady_clock::now() + milliseconds(10000);
    while (!holds()) {
      if (steady_clock::now() > deadline) return false;
      std::this_thread::sleep_for(milliseconds(2));
    }
    return true;
  }

  // As the player does: by a device, for any window.
  void fake(uint8_t type, const char* name) {
    xcb_test_fake_input(*connection, type, watch::find_key(*connection, watch::key_symbol(name)), 0,
                        XCB_NONE, 0, 0, 0);
    watch::focused_window(*connection);
    std::this_thread::sleep_for(milliseconds(3));  // the server's clock counts milliseconds
  }
  void tap(const char* name) {
    fake(XCB_KEY_PRESS, name);
    fake(XCB_KEY_RELEASE, name);
  }

  // The keys that the test's windows got until now: 'p' a press and 'r' a release in the game, 'P'
  // and 'R' in the other window.
  std::string heard() {
    std::string keys;
    watch::focused_window(*connection);
    while (const Event event{xcb_poll_for_event(*connection)}) {
      const int type = event->response_type & 0x7F;
      if (type != XCB_KEY_PRESS && type != XCB_KEY_RELEASE) continue;
      const auto& pressed = watch::as_event<xcb_key_press_event_t>(*event);
      if (pressed.detail != key) continue;
      const bool game = pressed.event == window->id();
      keys += type == XCB_KEY_PRESS ? (game ? 'p' : 'P') : (game ? 'r' : 'R');
    }
    return keys;
  }

  // The helpers of a process.
  static std::vector<pid_t> children(pid_t process) {
    std::ifstream file("/proc/" + std::to_string(process) + "/task/" + std::to_string(process) +
                       "/children");
    std::vector<pid_t> all;
    for (pid_t child = 0; file >> child;) {
      std::ifstream name("/proc/" + std::to_string(child) + "/comm");
      std::string text;
      if (name >> text && text == "sprint-keys") all.push_back(child);
    }
    return all;
  }

  static inline std::optional<Xvfb> server;
  std::optional<watch::X11Connection> connection;
  std::optional<TestWindow> window, other;
  xcb_keycode_t key = 0;
};

TEST_F(KeysTest, PressesInTheFocusedWindowAlone) {
  KeyPress press("z", display());
  window->focus();
  EXPECT_EQ(press.press(window->id(), kGame), Result::pressed) << press.reason();
  EXPECT_EQ(press.reason(), "");
  EXPECT_TRUE(soon([&] { return !is_down(); }));
  EXPECT_EQ(heard(), "pr");
  other->focus();
  EXPECT_EQ(press.press(window->id(), kGame), Result::refused);
  EXPECT_THAT(press.reason(), HasSubstr("another window"));
  EXPECT_EQ(heard(), "");
  EXPECT_EQ(press.press(other->id(), kEditor), Result::pressed);
  EXPECT_TRUE(soon([&] { return !is_down(); }));
  EXPECT_EQ(heard(), "PR");
}

TEST_F(KeysTest, PressesWhereAWindowInsideHasTheFocus) {
  TestWindow inside(*connection,
                    {.x = 5, .y = 5, .width = 50, .height = 50, .parent = window->id()});
  KeyPress press("z", display());
  inside.focus();
  EXPECT_EQ(press.press(window->id(), kGame), Result::pressed);
  EXPECT_TRUE(soon([&] { return !is_down(); }));
}

TEST_F(KeysTest, PressesNothingWhereNoWindowHasTheFocus) {
  KeyPress press("z", display());
  for (const xcb_window_t focus :
       {xcb_window_t{XCB_NONE}, xcb_window_t{XCB_INPUT_FOCUS_POINTER_ROOT}, connection->root()}) {
    xcb_set_input_focus(*connection, XCB_INPUT_FOCUS_NONE, focus, XCB_CURRENT_TIME);
    watch::focused_window(*connection);
    EXPECT_EQ(press.press(window->id(), kGame), Result::refused);
  }
  window->focus();
  const xcb_window_t gone = window->id();
  window->destroy();
  EXPECT_EQ(press.press(gone, kGame), Result::refused);
  EXPECT_FALSE(is_down());
}

TEST_F(KeysTest, PressesNothingIntoAWindowThatIsNotTheGameAnyMore) {
  KeyPress press("z", display());
  window->focus();
  const auto expect_refused = [&](const watch::GameRule& game, const char* why) {
    EXPECT_EQ(press.press(window->id(), game), Result::refused);
    EXPECT_THAT(press.reason(), HasSubstr(why));
    EXPECT_EQ(heard(), "");
  };
  window->set_title("Sprint Manager: Game");
  expect_refused(kGame, "title or class");
  window->set_title("Notes");
  expect_refused(kGame, "title or class");
  window->set_title("Game");
  expect_refused({"Game", "game.exe"}, "title or class");
  expect_refused({std::string(100000, 'G')}, "title or class");
  window->set_class("chromium", "Chromium");
  expect_refused(kGame, "title or class");
  window->set_class("game.exe", "Wine");
  EXPECT_EQ(press.press(window->id(), {"game", "GAME.EXE"}), Result::pressed) << press.reason();
  EXPECT_TRUE(soon([&] { return !is_down(); }));
}

// As a lock screen or a launcher does, which gets every key whatever has the focus.
TEST_F(KeysTest, PressesNothingWhileAProgramHasTheKeyboardForItself) {
  KeyPress press("z", display());
  window->focus();
  const watch::X11Connection locker(display());
  TestWindow lock(locker, {"Lock", 400, 0});
  const Owned<xcb_grab_keyboard_reply_t> grab(
      xcb_grab_keyboard_reply(locker,
                              xcb_grab_keyboard(locker, 0, lock.id(), XCB_CURRENT_TIME,
                                                XCB_GRAB_MODE_ASYNC, XCB_GRAB_MODE_ASYNC),
                              nullptr));
  ASSERT_EQ(grab->status, XCB_GRAB_STATUS_SUCCESS);
  EXPECT_EQ(press.press(window->id(), kGame), Result::refused);
  EXPECT_THAT(press.reason(), HasSubstr("keyboard for itself"));
  EXPECT_FALSE(is_down());
  xcb_ungrab_keyboard(locker, XCB_CURRENT_TIME);
  watch::focused_window(locker);
  EXPECT_EQ(press.press(window->id(), kGame), Result::pressed) << press.reason();
  EXPECT_TRUE(soon([&] { return !is_down(); }));
  EXPECT_EQ(heard(), "pr");
}

TEST_F(KeysTest, PressesNoShortcutOfAnotherProgram) {
  KeyPress press("z", display());
  window->focus();
  for (const char* modifier : {"ctrl", "alt", "Super_L"}) {
    fake(XCB_KEY_PRESS, modifier);
    EXPECT_EQ(press.press(window->id(), kGame), Result::refused) << modifier;
    EXPECT_THAT(press.reason(), HasSubstr("shortcut"));
    fake(XCB_KEY_RELEASE, modifier);
  }
  EXPECT_EQ(heard(), "");
  fake(XCB_KEY_PRESS, "shift");
  EXPECT_EQ(press.press(window->id(), kGame), Result::pressed) << press.reason();
  fake(XCB_KEY_RELEASE, "shift");
  EXPECT_TRUE(soon([&] { return !is_down(); }));
}

TEST_F(KeysTest, PressesAgainAndAgain) {
  KeyPress press("z", display(), milliseconds(5));
  window->focus();
  for (int i = 0; i < 20; ++i) {
    // A press may come while the one before is not over.
    EXPECT_EQ(press.press(window->id(), kGame), Result::pressed) << press.reason();
  }
  EXPECT_TRUE(soon([&] { return !is_down(); }));
  std::string expected;
  for (int i = 0; i < 20; ++i) expected += "pr";
  EXPECT_EQ(heard(), expected);
}

TEST_F(KeysTest, DoesNotWaitForTheRelease) {
  KeyPress press("z", display(), kLongHold);
  window->focus();
  const auto start = steady_clock::now();
  EXPECT_EQ(press.press(window->id(), kGame), Result::pressed);
  EXPECT_TRUE(is_down());
  EXPECT_LT(steady_clock::now() - start, kLongHold);
  EXPECT_TRUE(soon([&] { return !is_down(); }));
  EXPECT_GE(steady_clock::now() - start, kLongHold);
}

TEST_F(KeysTest, LeavesAKeyAloneThatThePlayerHolds) {
  KeyPress press("z", display());
  window->focus();
  fake(XCB_KEY_PRESS, "z");
  EXPECT_EQ(press.press(window->id(), kGame), Result::refused);
  EXPECT_TRUE(is_down());
  fake(XCB_KEY_RELEASE, "z");
  EXPECT_EQ(press.press(window->id(), kGame), Result::pressed);
  EXPECT_TRUE(soon([&] { return !is_down(); }));
}

TEST_F(KeysTest, ReleasesBeforeItsLifeEnds) {
  window->focus();
  {
    KeyPress press("z", display(), kLongHold);
    EXPECT_EQ(press.press(window->id(), kGame), Result::pressed);
    EXPECT_TRUE(is_down());
  }
  EXPECT_FALSE(is_down());
  EXPECT_TRUE(children(::getpid()).empty());
}

TEST_F(KeysTest, ReleasesAfterTheProcessIsKilled) {
  window->focus();
  int told[2];
  ASSERT_EQ(::pipe(told), 0);
  const pid_t process = ::fork();
  if (process == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    KeyPress press("z", display(), kLongHold);
    const char pressed = press.press(window->id(), kGame) == Result::pressed ? 'y' : 'n';
    if (::write(told[1], &pressed, 1) == 1) ::pause();
    ::_exit(1);
  }
  char pressed = 0;
  ASSERT_EQ(::read(told[0], &pressed, 1), 1);
  ASSERT_EQ(pressed, 'y');
  EXPECT_TRUE(is_down());
  ::kill(process, SIGKILL);
  ::waitpid(process, nullptr, 0);
  EXPECT_TRUE(soon([&] { return !is_down(); }));
  EXPECT_EQ(heard(), "pr");
  for (const int end : told) ::close(end);
}

TEST_F(KeysTest, ReleasesAfterTheHelperIsKilled) {
  KeyPress press("z", display(), kLongHold);
  window->focus();
  EXPECT_EQ(press.press(window->id(), kGame), Result::pressed);
  const std::vector<pid_t> helpers = children(::getpid());
  ASSERT_EQ(helpers.size(), 1);
  ::kill(helpers[0], SIGTERM);  // is not heeded
  ::kill(helpers[0], SIGKILL);
  pollfd ended{press.descriptor(), POLLIN, 0};
  ASSERT_EQ(::poll(&ended, 1, 10000), 1);
  EXPECT_TRUE(is_down());
  press.recover();
  EXPECT_FALSE(is_down());
  EXPECT_EQ(press.press(window->id(), kGame), Result::pressed);
  EXPECT_TRUE(soon([&] { return !is_down(); }));
}

TEST_F(KeysTest, RecoversByItselfAtTheNextPress) {
  KeyPress press("z", display());
  EXPECT_TRUE(soon([] { return !children(::getpid()).empty(); }));
  ::kill(children(::getpid()).at(0), SIGKILL);
  window->focus();
  while (press.press(window->id(), kGame) == Result::failed) {
    EXPECT_THAT(press.reason(), HasSubstr("started again"));
  }
  EXPECT_TRUE(soon([&] { return !is_down(); }));
}

TEST_F(KeysTest, SaysWhyItCannotPress) {
  EXPECT_THROW(KeyPress("nokey", display()), Error);
  KeyPress shifted("plus", display());
  window->focus();
  EXPECT_EQ(shifted.press(window->id(), kGame), Result::failed);
  EXPECT_THAT(shifted.reason(), HasSubstr("'plus' without Shift"));
  KeyPress nowhere("z", ":9999");
  EXPECT_EQ(nowhere.press(window->id(), kGame), Result::failed);
  EXPECT_THAT(nowhere.reason(), HasSubstr("no X server"));
}

TEST_F(KeysTest, OutlivesTheServer) {
  Xvfb own;
  KeyPress press("z", own.display());
  GlobalKey pause("pause", own.display());
  const auto press_there = [&] {
    const watch::X11Connection there(own.display());
    TestWindow game(there, {"Game"});
    game.focus();
    return press.press(game.id(), kGame);
  };
  EXPECT_EQ(press_there(), Result::pressed);
  own.kill();
  EXPECT_EQ(press.press(1, kGame), Result::failed);
  EXPECT_THAT(press.reason(), HasSubstr("no X server"));
  EXPECT_EQ(pause.take_presses(), 0);
  EXPECT_FALSE(pause.alive());
  own.restart();
  EXPECT_EQ(press_there(), Result::pressed) << press.reason();
}

TEST_F(KeysTest, NeedsXtest) {
  Xvfb own({"-extension", "XTEST"});
  KeyPress press("z", own.display());
  EXPECT_EQ(press.press(1, kGame), Result::failed);
  EXPECT_THAT(press.reason(), HasSubstr("XTEST"));
}

TEST_F(KeysTest, HearsThePauseKeyWhicheverWindowHasTheFocus) {
  GlobalKey pause("pause", display());
  pollfd ready{pause.descriptor(), POLLIN, 0};
  for (TestWindow* focused : {&*window, &*other}) {
    focused->focus();
    tap("pause");
    ASSERT_EQ(::poll(&ready, 1, 10000), 1);
    EXPECT_TRUE(soon([&] { return pause.take_presses() == 1; }));
  }
  tap("z");
  EXPECT_EQ(pause.take_presses(), 0);
  tap("pause");
  tap("pause");
  int presses = 0;
  EXPECT_TRUE(soon([&] { return (presses += pause.take_presses()) == 2; }));
}

TEST_F(KeysTest, HearsThePauseKeyUnderEveryLock) {
  GlobalKey pause("pause", display());
  int presses = 0, expected = 0;
  for (const char* lock : {"capslock", "numlock", "capslock", "numlock"}) {
    tap(lock);
    tap("pause");
    ++expected;
    EXPECT_TRUE(soon([&] { return (presses += pause.take_presses()) == expected; })) << lock;
  }
  fake(XCB_KEY_PRESS, "ctrl");
  tap("pause");  // another key
  fake(XCB_KEY_RELEASE, "ctrl");
  tap("pause");
  EXPECT_TRUE(soon([&] { return (presses += pause.take_presses()) == expected + 1; }));
}

TEST_F(KeysTest, CountsAHeldPauseKeyOnce) {
  GlobalKey pause("pause", display());
  fake(XCB_KEY_PRESS, "pause");
  std::this_thread::sleep_for(milliseconds(900));  // Xvfb repeats from 660 ms on
  fake(XCB_KEY_RELEASE, "pause");
  int presses = 0;
  EXPECT_TRUE(soon([&] { return (presses += pause.take_presses()) >= 1; }));
  tap("pause");
  EXPECT_TRUE(soon([&] { return (presses += pause.take_presses()) >= 2; }));
  EXPECT_EQ(presses, 2);
}

TEST_F(KeysTest, SaysThatThePauseKeyIsTaken) {
  const GlobalKey first("f12", display());
  try {
    const GlobalKey second("f12", display());
    FAIL() << "the key was to be had twice";
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(),
                 "another program holds the key 'f12'; end it, or choose another key");
  }
  const GlobalKey another("f11", display());
}

}  // namespace
}  // namespace sprint::tests
