#include "watch/decide/template_detector.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <random>

#include "base/temporary_folder.h"
#include "data/test_pictures.h"
#include "sprint/error.h"
#include "tests/support/count_allocations.h"
#include "watch/decide/icon.h"

namespace sprint::watch {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

// Blotches of two to five pixels, as icons and scenes have them.
Image blotches(int width, int height, uint32_t seed) {
  std::mt19937 random(seed);
  Image small{std::max(2, width / 4), std::max(2, height / 4), {}};
  for (int i = 0; i < small.width * small.height * 3; ++i) {
    small.pixels.push_back(static_cast<uint8_t>(random()));
  }
  return resize_image(small, width, height, ResizeMethod::bilinear);
}

void paste(const Image& icon, int left, int top, Image& frame) {
  for (int y = 0; y < icon.height; ++y) {
    for (int x = 0; x < icon.width * 3; ++x) {
      frame.pixels[static_cast<size_t>(((top + y) * frame.width + left) * 3 + x)] =
          icon.pixels[static_cast<size_t>(y * icon.width * 3 + x)];
    }
  }
}

class Templates : public testing::Test {
 protected:
  std::string write(const std::string& name, const Image& image) {
    const std::string path = folder_.path() + "/" + name;
    data::write_file(path, data::png_file(image));
    return path;
  }

  TemporaryFolder folder_;
  Image on_icon_ = blotches(48, 48, 1), off_icon_ = blotches(48, 48, 2);
  std::string on_ = write("on.png", on_icon_), off_ = write("off.png", off_icon_);
};

TEST_F(Templates, AreFoundAtEverySizeAndPlace) {
  std::mt19937 random(3);
  for (int side = 34; side <= 67; side += 3) {
    TemplateDetector detector(on_, off_, 0.8);
    Image frame = blotches(100, 90, static_cast<uint32_t>(side));
    const int x = static_cast<int>(random() % static_cast<uint32_t>(100 - side + 1));
    const int y = static_cast<int>(random() % static_cast<uint32_t>(90 - side + 1));
    paste(resize_image(on_icon_, side, side, ResizeMethod::area), x, y, frame);
    const Detection seen = detector.detect(frame);
    EXPECT_TRUE(seen.active) << side;
    EXPECT_GT(seen.confidence, 0.7) << side;
    EXPECT_GT(detector.on().score, 0.9) << side;
    EXPECT_LE(std::abs(detector.on().x - x), 1) << side;
    EXPECT_LE(std::abs(detector.on().y - y), 1) << side;
  }
}

TEST_F(Templates, TellOnFromOffAndFromNeither) {
  TemplateDetector detector(on_, off_, 0.8);
  for (uint32_t round = 0; round < 12; ++round) {
    Image frame = blotches(100, 100, 100 + round);
    const Image* icon = round % 3 == 0 ? &on_icon_ : &off_icon_;
    if (round % 3 != 2) paste(*icon, 20, 31, frame);
    const Detection seen = detector.detect(frame);
    EXPECT_EQ(seen.active, round % 3 == 0) << round;
    EXPECT_GT(seen.confidence, round % 3 == 2 ? 0.5 : 0.9) << round;
  }
}

TEST_F(Templates, AreFoundAgainWithinThreeFramesOfNotBeingSeen) {
  TemplateDetector detector(on_, "", 0.8);
  EXPECT_FALSE(detector.detect(blotches(100, 100, 9)).active);
  Image frame = blotches(100, 100, 9);
  paste(resize_image(on_icon_, 60, 60, ResizeMethod::area), 11, 7, frame);
  bool found = false;
  for (int i = 0; i < 3; ++i) found = detector.detect(frame).active || found;
  EXPECT_TRUE(found);
  EXPECT_TRUE(detector.detect(frame).active);
}

TEST_F(Templates, FollowAChangeOfScale) {
  TemplateDetector detector(on_, off_, 0.8);
  Image frame = blotches(100, 100, 9);
  paste(on_icon_, 11, 7, frame);
  EXPECT_TRUE(detector.detect(frame).active);
  paste(blotches(100, 100, 9), 0, 0, frame);
  paste(resize_image(on_icon_, 66, 66, ResizeMethod::area), 11, 7, frame);
  bool found = false;
  for (int i = 0; i < 11; ++i) found = detector.detect(frame).active || found;
  EXPECT_TRUE(found);
  EXPECT_TRUE(detector.detect(frame).active);
}

TEST_F(Templates, DoNotLookAtTransparentPixels) {
  std::vector<std::vector<uint8_t>> rows;
  for (int y = 0; y < 48; ++y) {
    rows.emplace_back();
    for (int x = 0; x < 48; ++x) {
      const bool inside = (x - 24) * (x - 24) + (y - 24) * (y - 24) < 22 * 22;
      for (int c = 0; c < 3; ++c) {
        rows.back().push_back(inside ? on_icon_.pixels[static_cast<size_t>((y * 48 + x) * 3 + c)]
                                     : uint8_t{255});
      }
      rows.back().push_back(inside ? 255 : 0);
    }
  }
  const std::string round = folder_.path() + "/round.png";
  data::write_file(round, data::png_file(48, rows, {.color_type = PNG_COLOR_TYPE_RGB_ALPHA}));
  Image frame = blotches(100, 100, 5);
  for (int y = 0; y < 48; ++y) {
    for (int x = 0; x < 48; ++x) {
      const auto& pixel = rows[static_cast<size_t>(y)];
      if (pixel[static_cast<size_t>(4 * x + 3)] == 0) continue;
      for (int c = 0; c < 3; ++c) {
        frame.pixels[static_cast<size_t>(((30 + y) * 100 + 40 + x) * 3 + c)] =
            pixel[static_cast<size_t>(4 * x + c)];
      }
    }
  }
  TemplateDetector detector(round, "", 0.8);
  EXPECT_TRUE(detector.detect(frame).active);
  EXPECT_NEAR(detector.on().score, 1, 1e-9);
  EXPECT_EQ(detector.on().x, 40);
  EXPECT_EQ(detector.on().y, 30);
}

TEST_F(Templates, MayBeSmall) {
  const Image icon = blotches(12, 9, 1);
  TemplateDetector detector(write("small.png", icon), "", 0.8);
  Image frame = blotches(50, 40, 6);
  paste(icon, 33, 22, frame);
  EXPECT_TRUE(detector.detect(frame).active);
  EXPECT_NEAR(detector.on().score, 1, 1e-9);
}

TEST_F(Templates, AllocateNothingOnceTheSizeIsKnown) {
  ASSERT_GE(tests::count_allocations([] { std::vector<int> counted(3); }), 1U);
  TemplateDetector detector(on_, off_, 0.8);
  const Image nothing = blotches(100, 100, 7);
  Image frame = nothing;
  paste(on_icon_, 3, 4, frame);
  detector.detect(nothing);
  for (const Image& next : {frame, nothing, frame}) {
    EXPECT_EQ(tests::count_allocations([&] { detector.detect(next); }), 0U);
  }
}

TEST_F(Templates, SayWhatIsWrong) {
  const auto load = [](const std::string& path) { return [path] { (void)load_icon(path); }; };
  EXPECT_THAT(load(folder_.path() + "/none.png"), ThrowsMessage<Error>(HasSubstr("none.png")));
  const std::string even = write("even.png", Image{4, 4, std::vector<uint8_t>(48, 7)});
  EXPECT_THAT(load(even), ThrowsMessage<Error>(HasSubstr("even.png: cannot be told from")));
  EXPECT_THAT(load(write("large.png", blotches(300, 300, 1))),
              ThrowsMessage<Error>(HasSubstr("300 x 300 pixels are too many")));
  TemplateDetector detector(on_, off_, 0.8);
  EXPECT_THAT([&] { detector.detect(blotches(30, 100, 1)); },
              ThrowsMessage<Error>(HasSubstr("on.png: an icon of 48 x 48 pixels does not fit into "
                                             "the region of 30 x 100")));
  EXPECT_EQ(detector.describe(), "templates on.png and off.png");
  EXPECT_EQ(TemplateDetector(on_, "", 0.8).describe(), "template on.png");
}

TEST(ProbabilityOfOn, IsHalfAtTheThresholdAndBetweenEqualScores) {
  EXPECT_DOUBLE_EQ(probability_of_on(0.8, -1, 0.8), 0.5);
  EXPECT_DOUBLE_EQ(probability_of_on(1, -1, 0.8), 1);
  EXPECT_DOUBLE_EQ(probability_of_on(0.9, -1, 0.8), 0.75);
  EXPECT_DOUBLE_EQ(probability_of_on(0.4, -1, 0.8), 0.25);
  EXPECT_DOUBLE_EQ(probability_of_on(-0.4, -1, 0.8), 0);
  EXPECT_DOUBLE_EQ(probability_of_on(0.95, 0.95, 0.8), 0.5);
  EXPECT_DOUBLE_EQ(probability_of_on(0.4, 0.9, 0.8), 0);
  EXPECT_DOUBLE_EQ(probability_of_on(1, -1, 1), 1);
  EXPECT_DOUBLE_EQ(probability_of_on(0, -1, 0), 0.5);
}

// The screenshots' bar of 32-pixel slots; the running figure stands in the last of the first.
class RealScreenshots : public testing::Test {
 protected:
  void SetUp() override {
    const char* shared = std::getenv("SPRINT_SHARED_DATA");
    folder_ =
        (shared != nullptr ? std::string(shared) : SPRINT_SOURCE_DIR "/../shared/data") + "/daoc/";
    if (!std::filesystem::is_directory(folder_)) GTEST_SKIP() << "no screenshots in " << folder_;
  }

  std::string folder_;
};

TEST_F(RealScreenshots, ShowTheRunningFigureInOneOnly) {
  for (const double zoom : {0.75, 0.9, 1.0, 1.1, 1.3}) {
    const auto detect = [&](const std::string& file, TemplateDetector& detector) {
      const Image image = load_image(folder_ + file);
      return detector.detect(resize_image(image, static_cast<int>(image.width * zoom),
                                          static_cast<int>(image.height * zoom),
                                          ResizeMethod::bilinear));
    };
    TemplateDetector detector(folder_ + "sprint_icon.png", "", 0.8);
    EXPECT_TRUE(detect("screenshot_sprint_active.png", detector).active) << zoom;
    EXPECT_NEAR(detector.on().x, 424 * zoom, 2) << zoom;
    EXPECT_LE(detector.on().y, 3) << zoom;
    const Detection without = detect("screenshot_sprint_inactive.png", detector);
    EXPECT_FALSE(without.active) << zoom;
    EXPECT_GT(without.confidence, 0.6) << zoom;
  }
}

}  // namespace
}  // namespace sprint::watch
