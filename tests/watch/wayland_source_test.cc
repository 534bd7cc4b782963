// The desktop's portal as it may answer, without pictures: those are in wayland_watch_test.cc.
#include "watch/capture/wayland/wayland_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/stat.h>

#include <functional>
#include <optional>

#include "base/temporary_folder.h"
#include "tests/watch/fake_portal.h"
#include "tests/watch/private_bus.h"
#include "watch/capture/wayland/restore_token.h"

namespace sprint::tests {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using ::testing::HasSubstr;
using watch::Capture;

constexpr milliseconds kLong{20000};
constexpr int kNever = -1;
constexpr uint32_t kWindows = 2, kUntilRevoked = 2;

class WaylandSourceTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_bus_daemon()) GTEST_SKIP() << "install the package dbus-daemon";
    bus.emplace(folder.path(), std::vector<BusService>{}, std::vector<std::string>{});
    ::setenv("DBUS_SESSION_BUS_ADDRESS", bus->address().c_str(), 1);
  }
  void TearDown() override { ::unsetenv("DBUS_SESSION_BUS_ADDRESS"); }

  void start_portal(Answer answer) { portal.emplace(bus->address(), answer); }
  void make_source() { source = watch::make_wayland_source({token_path(), {0, 0, 8, 8}, 30}); }
  std::string token_path() const { return folder.path() + "/state/token"; }

  Capture capture() { return source->capture(frame); }
  // Goes on until that holds after a capture.
  bool comes(const std::function<bool()>& holds) {
    const bool came = eventually([&] {
      last = capture();
      if (holds()) return true;
      source->wait(milliseconds(50), kNever);
      return false;
    });
    EXPECT_TRUE(came) << source->reason();
    return came;
  }
  bool says(const std::string& words) {
    return comes([&] { return source->reason().find(words) != std::string::npos; });
  }
  // Until the portal has been asked for a window as often as that.
  bool asks(int times) {
    return comes([&] { return portal->asked().windows == times; }) && last == Capture::absent &&
           source->reason().find("choose it where it asks") != std::string::npos;
  }

  TemporaryFolder folder;
  std::optional<PrivateBus> bus;
  std::optional<FakePortal> portal;
  std::unique_ptr<watch::WindowSource> source;
  Image frame;
  Capture last = Capture::ended;
};

TEST_F(WaylandSourceTest, SaysThatThereIsNoBus) {
  make_source();
  bus->end();
  EXPECT_EQ(capture(), Capture::failed);
  EXPECT_THAT(source->reason(), HasSubstr("no D-Bus session bus"));
}

TEST_F(WaylandSourceTest, SaysThatThereIsNoPortalAndFindsItLater) {
  make_source();
  ASSERT_TRUE(says("no portal"));
  EXPECT_EQ(last, Capture::failed);
  EXPECT_THAT(source->reason(), HasSubstr("install xdg-desktop-portal"));
  start_portal(Answer::nothing);
  EXPECT_TRUE(asks(1));
}

TEST_F(WaylandSourceTest, AsksForAWindowOnceAndKeepsTheChoice) {
  start_portal(Answer::nothing);
  make_source();
  ASSERT_TRUE(asks(1));
  for (int i = 0; i < 5; ++i) {
    source->wait(milliseconds(20), kNever);
    EXPECT_EQ(capture(), Capture::absent);
  }
  const FakePortal::Asked asked = portal->asked();
  EXPECT_EQ(asked.windows, 1);
  EXPECT_EQ(asked.types, kWindows);
  EXPECT_EQ(asked.persist_mode, kUntilRevoked);
}

TEST_F(WaylandSourceTest, WakesWhenThePortalAnswersAndWhenToldToStop) {
  start_portal(Answer::nothing);
  make_source();
  ASSERT_TRUE(asks(1));
  const int stop = ::eventfd(1, EFD_CLOEXEC);
  auto start = steady_clock::now();
  source->wait(kLong, stop);
  EXPECT_LT(steady_clock::now() - start, kLong / 2);
  ::close(stop);
  portal->close_session();
  start = steady_clock::now();
  while (source->reason().find("not shown any more") == std::string::npos) {
    source->wait(kLong, kNever);
    capture();
  }
  EXPECT_LT(steady_clock::now() - start, kLong / 2);
}

TEST_F(WaylandSourceTest, AsksNoMoreWhereTheUserCancelsUntilTheSettingsAreSaved) {
  for (const auto& [answer, words] :
       {std::pair(Answer::cancel, "no window was chosen in the desktop's dialog; save"),
        std::pair(Answer::other, "the desktop's portal shows no window; save")}) {
    portal.reset();
    start_portal(answer);
    make_source();
    ASSERT_TRUE(says(words));
    EXPECT_EQ(last, Capture::absent);
    for (int i = 0; i < 5; ++i) {
      source->wait(milliseconds(10), kNever);
      EXPECT_EQ(capture(), Capture::absent);
    }
    EXPECT_EQ(portal->asked().windows, 1);
    portal->set_answer(Answer::nothing);
    source->set_region({1, 1, 4, 4});
    EXPECT_TRUE(asks(2));
  }
}

TEST_F(WaylandSourceTest, KeepsTheTokenForThisUserOnlyAndHandsItBack) {
  start_portal(Answer::window);
  make_source();
  ASSERT_TRUE(says("PipeWire"));  // whose connection leads nowhere
  EXPECT_EQ(watch::load_restore_token(token_path()), "+");
  struct stat file {};
  ASSERT_EQ(::stat(token_path().c_str(), &file), 0);
  EXPECT_EQ(file.st_mode & 0777, 0600);

  make_source();
  ASSERT_TRUE(says("PipeWire"));
  EXPECT_EQ(watch::load_restore_token(token_path()), "++");
}

TEST_F(WaylandSourceTest, ForgetsATokenThatThePortalRefuses) {
  watch::save_restore_token(token_path(), "stale");
  start_portal(Answer::nothing);
  portal->set_known_token("fresh");
  make_source();
  ASSERT_TRUE(says("Restore token is not valid"));
  EXPECT_EQ(last, Capture::failed);
  EXPECT_EQ(watch::load_restore_token(token_path()), "");
  EXPECT_TRUE(asks(1));
}

TEST_F(WaylandSourceTest, AsksAgainWhenThePortalIsBack) {
  start_portal(Answer::nothing);
  make_source();
  ASSERT_TRUE(asks(1));
  portal.reset();
  ASSERT_TRUE(says("portal has gone"));
  EXPECT_EQ(last, Capture::failed);
  start_portal(Answer::nothing);
  EXPECT_TRUE(asks(1));
}

TEST(RestoreTokenTest, IsOneFilePerSettingsFileAndTitleInTheStateFolder) {
  const TemporaryFolder folder;
  ::setenv("XDG_STATE_HOME", folder.path().c_str(), 1);
  const std::string settings = folder.path() + "/settings.json";
  const std::string path = watch::restore_token_path(settings, "Camelot");
  EXPECT_THAT(path, HasSubstr(folder.path() + "/sprint/window-"));
  EXPECT_EQ(path, watch::restore_token_path(folder.path() + "/./settings.json", "Camelot"));
  EXPECT_NE(path, watch::restore_token_path(settings, "Editor"));
  EXPECT_NE(path, watch::restore_token_path("other.json", "Camelot"));
  watch::save_restore_token(path, "token");
  watch::save_restore_token(path, "");
  EXPECT_NE(::access(path.c_str(), F_OK), 0);
  ::unsetenv("XDG_STATE_HOME");
}

}  // namespace
}  // namespace sprint::tests
