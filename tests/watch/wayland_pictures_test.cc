// Windows that PipeWire shows, captured.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "base/temporary_folder.h"
#include "tests/support/count_allocations.h"
#include "tests/watch/fake_portal.h"
#include "tests/watch/private_bus.h"
#include "tests/watch/private_pipewire.h"
#include "tests/watch/test_video.h"
#include "watch/capture/wayland/wayland_source.h"

namespace sprint::tests {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using watch::Capture;
using watch::Region;

constexpr int kNever = -1;

class WaylandPicturesTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!has_bus_daemon() || ::access(kPipeWire, X_OK) != 0 || ::access(kWirePlumber, X_OK) != 0)
      GTEST_SKIP() << "install the packages dbus-daemon, pipewire and wireplumber";
    const std::vector<std::string> environment{
        "XDG_RUNTIME_DIR=" + folder.path(), "XDG_CONFIG_HOME=" + folder.path() + "/config",
        "XDG_STATE_HOME=" + folder.path() + "/state",
        "DBUS_SESSION_BUS_ADDRESS=unix:path=" + folder.path() + "/bus"};
    bus.emplace(folder.path(), std::vector<BusService>{}, environment);
    ::setenv("DBUS_SESSION_BUS_ADDRESS", bus->address().c_str(), 1);
    ::setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
    pipewire.emplace(folder.path(), environment);
    portal.emplace(bus->address(), Answer::window);
  }

  void show(const VideoForm& form = {}) {
    video.emplace(form);
    portal->set_node(video->node(), pipewire->socket());
  }
  void make_source() { source = watch::make_wayland_source({"", region, 100}); }

  // Goes on until that holds, or for a minute.
  bool comes(const std::function<bool(Capture)>& holds) {
    const bool came = eventually([&] {
      if (holds(source->capture(frame))) return true;
      source->wait(milliseconds(50), kNever);
      return false;
    });
    EXPECT_TRUE(came) << source->reason();
    return came;
  }
  bool shows_pattern(int seed) {
    return comes([&](Capture captured) {
      return captured == Capture::frame && frame.pixels == pattern(region, seed).pixels;
    });
  }
  bool says(const std::string& words) {
    return comes([&](Capture captured) {
      return captured == Capture::absent && source->reason().find(words) != std::string::npos;
    });
  }

  TemporaryFolder folder;
  std::optional<PrivateBus> bus;
  std::optional<PrivatePipeWire> pipewire;
  std::optional<FakePortal> portal;
  std::optional<TestVideo> video;
  Region region{13, 7, 49, 47};
  std::unique_ptr<watch::WindowSource> source;
  Image frame;
};

TEST_F(WaylandPicturesTest, CapturesExactPixelsOfEveryFormat) {
  for (const spa_video_format format : {SPA_VIDEO_FORMAT_BGRx, SPA_VIDEO_FORMAT_BGRA,
                                        SPA_VIDEO_FORMAT_RGBx, SPA_VIDEO_FORMAT_RGBA}) {
    source.reset();
    show({.format = format});
    make_source();
    ASSERT_TRUE(shows_pattern(1));
    EXPECT_EQ(source->reason(), "");
    EXPECT_EQ(source->title(), "chosen window");
    EXPECT_EQ(source->window(), 0);
    Image whole;
    EXPECT_EQ(source->capture_window(whole), Capture::frame);
    EXPECT_TRUE(whole.pixels == pattern({0, 0, 320, 240}, 1).pixels);
  }
}

TEST_F(WaylandPicturesTest, ShowsWhatIsNewAndAllocatesNothing) {
  show();
  make_source();
  ASSERT_TRUE(shows_pattern(1));
  for (int seed = 2; seed < 6; ++seed) {
    video->set_seed(seed);
    EXPECT_TRUE(shows_pattern(seed));
  }
  const size_t allocated = count_allocations([&] {
    for (int i = 0; i < 20; ++i) source->capture(frame);
  });
  EXPECT_EQ(allocated, 0U);
}

TEST_F(WaylandPicturesTest, CountsTheRegionFromTheWindowWithinThePicture) {
  show({.crop = Region{100, 60, 120, 90}});
  make_source();
  ASSERT_TRUE(shows_pattern(1));
  video->set_crop({10, 20, 60, 50});
  EXPECT_TRUE(says("does not lie within the window of 60 x 50"));
  video->set_crop({10, 20, 64, 64});
  EXPECT_TRUE(shows_pattern(1));
}

TEST_F(WaylandPicturesTest, FollowsAnotherSize) {
  show({.width = 160, .height = 120});
  region = {200, 150, 49, 47};
  make_source();
  ASSERT_TRUE(says("does not lie within the window of 160 x 120"));
  video->resize(320, 240);
  EXPECT_TRUE(shows_pattern(1));
  video->resize(80, 60);
  EXPECT_TRUE(says("does not lie within the window of 80 x 60"));
}

TEST_F(WaylandPicturesTest, WaitsWhileThePicturesArePaused) {
  show();
  make_source();
  ASSERT_TRUE(shows_pattern(1));
  video->set_active(false);
  ASSERT_TRUE(says("the desktop has paused the pictures"));
  video->set_seed(2);
  video->set_active(true);
  EXPECT_TRUE(shows_pattern(2));
}

TEST_F(WaylandPicturesTest, AsksAgainWhenTheWindowIsGone) {
  show();
  make_source();
  ASSERT_TRUE(shows_pattern(1));
  portal->set_answer(Answer::nothing);
  video.reset();
  ASSERT_TRUE(comes([&](Capture) { return portal->asked().windows == 2; }));
  EXPECT_TRUE(says("choose it where it asks"));
  source.reset();

  show({.seed = 3});
  portal->set_answer(Answer::window);
  make_source();
  ASSERT_TRUE(shows_pattern(3));
  portal->set_answer(Answer::nothing);
  portal->close_session();
  EXPECT_TRUE(says("not shown any more"));
}

TEST_F(WaylandPicturesTest, OutlivesPipeWire) {
  show();
  make_source();
  ASSERT_TRUE(shows_pattern(1));
  portal->set_answer(Answer::nothing);
  pipewire.reset();
  EXPECT_TRUE(comes([](Capture captured) { return captured != Capture::frame; }));
  EXPECT_TRUE(says("choose it where it asks"));
}

}  // namespace
}  // namespace sprint::tests
