// A real Wayland desktop, captured.
#include "tests/watch/wayland_desktop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "tests/cli/run_sprint.h"
#include "tests/support/count_allocations.h"
#include "tests/watch/watch_fixture.h"
#include "watch/capture/wayland/wayland_source.h"

namespace sprint::tests {
namespace {

using std::chrono::milliseconds;
using ::testing::HasSubstr;
using ::testing::Not;
using watch::Capture;

constexpr int kNever = -1;

class WaylandDesktopTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::string missing = missing_desktop_packages();
    if (!missing.empty()) GTEST_SKIP() << "not installed:" << missing;
    desktop.emplace("#ff8001");
    for (const std::string& setting : desktop->environment()) {
      const size_t end = setting.find('=');
      ::setenv(setting.substr(0, end).c_str(), setting.substr(end + 1).c_str(), 1);
    }
    make_source();
    if (!desktop_shows()) GTEST_SKIP() << "xdg-desktop-portal-wlr finds no format: it needs a GPU";
  }

  // Whether the desktop's own part of the portal can show an output of this sway at all.
  bool desktop_shows() {
    bool cannot = false;
    captures([&] { return true; },
             [&] {
               cannot = desktop->portal_log().find("unable to receive a valid format") !=
                        std::string::npos;
               return cannot;
             });
    return !cannot;
  }

  void make_source() { source = watch::make_wayland_source({desktop->path("token"), region, 30}); }
  // Captures until there is a frame for which `holds`, or until `ends`.
  bool captures(
      const std::function<bool()>& holds,
      const std::function<bool()>& ends = [] { return false; }) {
    return eventually([&] {
      if ((source->capture(frame) == Capture::frame && holds()) || ends()) return true;
      source->wait(milliseconds(50), kNever);
      return false;
    });
  }
  bool shows_color() const {
    for (size_t i = 0; i < frame.pixels.size(); i += 3) {
      if (frame.pixels[i] != 0xFF || frame.pixels[i + 1] != 0x80 || frame.pixels[i + 2] != 0x01)
        return false;
    }
    return frame.width == region.width && frame.height == region.height;
  }

  watch::Region region{13, 7, 49, 47};
  std::optional<WaylandDesktop> desktop;
  std::unique_ptr<watch::WindowSource> source;
  Image frame;
};

TEST_F(WaylandDesktopTest, CapturesExactPixels) {
  ASSERT_TRUE(captures([&] { return shows_color(); })) << source->reason();
  EXPECT_EQ(source->reason(), "");
  EXPECT_EQ(source->title(), "chosen screen");
  EXPECT_EQ(source->window(), 0);
  const uint8_t* memory = frame.pixels.data();
  EXPECT_EQ(count_allocations([&] {
              for (int i = 0; i < 20; ++i) source->capture(frame);
            }),
            0U);
  EXPECT_EQ(frame.pixels.data(), memory);
  Image whole;
  EXPECT_EQ(source->capture_window(whole), Capture::frame);
  EXPECT_EQ(whole.width, 640);
  EXPECT_EQ(whole.height, 480);
}

TEST_F(WaylandDesktopTest, FollowsAnotherSize) {
  region = {700, 500, 49, 47};
  source->set_region(region);
  EXPECT_TRUE(eventually([&] {
    source->capture(frame);
    source->wait(milliseconds(50), kNever);
    return source->reason().find("does not lie within the screen of 640 x 480") !=
           std::string::npos;
  })) << source->reason();
  desktop->resize("800x600");
  EXPECT_TRUE(captures([&] { return shows_color(); })) << source->reason();
}

TEST_F(WaylandDesktopTest, OutlivesPipeWire) {
  ASSERT_TRUE(captures([&] { return shows_color(); })) << source->reason();
  desktop->end_pipewire();
  EXPECT_TRUE(eventually([&] {
    const Capture captured = source->capture(frame);
    source->wait(milliseconds(50), kNever);
    return captured != Capture::frame;
  }));
  desktop->start_pipewire();
  EXPECT_TRUE(captures([&] { return shows_color(); })) << source->reason();
}

TEST_F(WaylandDesktopTest, EndsWithTheDesktop) {
  ASSERT_TRUE(captures([&] { return shows_color(); })) << source->reason();
  desktop->end_sway();
  EXPECT_TRUE(eventually([&] {
    const Capture captured = source->capture(frame);
    source->wait(milliseconds(50), kNever);
    return captured != Capture::frame;
  }));
  EXPECT_NE(source->reason(), "");
}

// As a user starts it, without an X server.
TEST_F(WaylandDesktopTest, WatchesAndSaysThatItPressesNoKey) {
  const nlohmann::json settings = {{"roi_x", 13},
                                   {"roi_y", 7},
                                   {"roi_width", 48},
                                   {"roi_height", 48},
                                   {"capture_fps", 30},
                                   {"detection_method", "ml"},
                                   {"ml_model_path", int8_model()},
                                   {"auto_sprint", true}};
  const std::string path = desktop->path("settings.json");
  std::ofstream(path) << settings.dump();
  const ChildResult watched =
      run_sprint({"watch", "--settings", path, "--seconds", "5"}, desktop->environment());
  EXPECT_EQ(watched.exit_code, 0) << watched.error;
  EXPECT_THAT(watched.error, HasSubstr("auto_sprint presses no key in a window"));
  EXPECT_THAT(watched.output, HasSubstr(R"("event": "found", "title": "chosen screen")"));
  EXPECT_THAT(watched.output, Not(HasSubstr(R"("frames": 0,)")));
  EXPECT_THAT(watched.output, Not(HasSubstr(R"("event": "failed")")));

  const ChildResult pictured =
      run_sprint({"watch", "--settings", path, "--screenshot", desktop->path("window.png")},
                 desktop->environment());
  EXPECT_EQ(pictured.exit_code, 0) << pictured.error;
  EXPECT_THAT(pictured.output, HasSubstr("640 x 480 pixels"));
}

}  // namespace
}  // namespace sprint::tests
