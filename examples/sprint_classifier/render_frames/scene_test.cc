#include "scene.h"

#include <gtest/gtest.h>
#include <png.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "png_file.h"

namespace render_frames {
namespace {

constexpr int kSize = 48;
constexpr std::uint64_t kSeedOfFrames = 600;

std::vector<unsigned char> read_rgb(const std::filesystem::path& path) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_file(&image, path.c_str())) return {};
  image.format = PNG_FORMAT_RGB;
  std::vector<unsigned char> pixels(PNG_IMAGE_SIZE(image));
  png_image_finish_read(&image, nullptr, pixels.data(), 0, nullptr);
  return pixels;
}

std::string numbered(int index) {
  std::string name = std::to_string(index);
  return std::string(5 - name.size(), '0') + name + ".png";
}

// Another C library may round a logarithm or a cosine differently: two levels are allowed.
TEST(RenderFrame, GivesTheCommittedFrames) {
  for (int i = 0; i < 40; ++i) {
    const bool active = i % 2 == 0;
    Random random = Random::for_item(kSeedOfFrames, static_cast<std::uint64_t>(i));
    const Image frame = render_frame(active, kSize, random);
    const auto path =
        std::filesystem::path(FRAMES_DIR) / (active ? "active" : "inactive") / numbered(i / 2);
    const std::vector<unsigned char> expected = read_rgb(path);
    ASSERT_EQ(expected.size(), kSize * kSize * 3u) << path;
    for (int p = 0; p < kSize * kSize; ++p) {
      const Color color = frame.at(p % kSize, p / kSize);
      ASSERT_NEAR(color.r * 255, expected[3 * p], 2) << path << " pixel " << p;
      ASSERT_NEAR(color.g * 255, expected[3 * p + 1], 2) << path << " pixel " << p;
      ASSERT_NEAR(color.b * 255, expected[3 * p + 2], 2) << path << " pixel " << p;
    }
  }
}

TEST(WritePng, RoundTrips) {
  Image image(5, 3);
  image.at(4, 2) = {1, 0.5f, 0};
  const auto path =
      std::filesystem::temp_directory_path() /
      ("render_frames_test_" + std::to_string(Random(std::random_device{}()).next()) + ".png");
  write_png(path, image);
  const std::vector<unsigned char> pixels = read_rgb(path);
  std::filesystem::remove(path);
  ASSERT_EQ(pixels.size(), 5 * 3 * 3u);
  EXPECT_EQ(pixels[42], 255);
  EXPECT_EQ(pixels[43], 128);
  EXPECT_EQ(pixels[44], 0);
  EXPECT_EQ(pixels[0], 0);
}

TEST(WritePng, NamesAFileThatCannotBeWritten) {
  try {
    write_png("/nowhere/at/all.png", Image(2, 2));
    FAIL() << "no exception";
  } catch (const std::runtime_error& error) {
    EXPECT_NE(std::string(error.what()).find("/nowhere/at/all.png"), std::string::npos);
  }
}

TEST(Random, StaysInItsBoundsAndHasTheSeedsSequence) {
  Random a(7);
  Random b(7);
  for (int i = 0; i < 1000; ++i) {
    const int value = a.integer(-2, 2);
    EXPECT_EQ(value, b.integer(-2, 2));
    EXPECT_LE(std::abs(value), 2);
    const float u = a.uniform(3, 4);
    EXPECT_GE(u, 3);
    EXPECT_LE(u, 4);
    b.uniform(0, 1);
  }
}

}  // namespace
}  // namespace render_frames
