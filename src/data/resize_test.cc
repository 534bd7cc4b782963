#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "base/error.h"
#include "sprint/preprocess.h"

namespace sprint {
namespace {

struct Golden {
  ResizeMethod method;
  int width, height, new_width, new_height;
  std::vector<int> pixels;
};

// cv2.resize of OpenCV 4.6 on test_image(width, height).
const std::vector<Golden> kGolden{
    {ResizeMethod::area,
     7,
     5,
     3,
     2,
     {92, 41, 204, 133, 138, 82, 129, 149, 181, 106, 111, 163, 117, 149, 100, 128, 102, 169}},
    {ResizeMethod::area, 7, 5, 4, 5, {16,  11,  232, 79,  70,  141, 143, 167, 87,  206, 156, 216,
                                      107, 40,  215, 170, 99,  124, 197, 196, 70,  41,  185, 199,
                                      198, 69,  198, 42,  128, 107, 69,  79,  53,  132, 67,  182,
                                      33,  98,  181, 96,  157, 90,  160, 108, 182, 223, 96,  165,
                                      124, 127, 164, 187, 186, 73,  68,  137, 165, 58,  125, 148}},
    {ResizeMethod::area, 3, 2, 5, 3, {0,   5,  255, 12,  9,  237, 37,  18, 202, 62,  44, 167,
                                      74,  57, 149, 46,  20, 247, 58,  24, 229, 83,  33, 194,
                                      107, 58, 158, 120, 72, 141, 91,  34, 238, 103, 38, 220,
                                      128, 47, 185, 153, 73, 150, 165, 86, 132}},
    {ResizeMethod::area,
     4,
     6,
     2,
     3,
     {64, 26, 220, 138, 104, 114, 118, 84, 186, 64, 162, 80, 172, 142, 152, 118, 156, 46}},
    {ResizeMethod::area,
     9,
     6,
     3,
     2,
     {100, 56, 185, 125, 137, 111, 122, 139, 123, 117, 143, 134, 114, 139, 146, 139, 141, 72}},
    {ResizeMethod::area, 4, 3, 2, 5, {19,  12,  229, 93, 90,  123, 49,  21,  223, 123,
                                      99,  117, 110, 41, 212, 184, 119, 106, 170, 60,
                                      200, 73,  138, 94, 201, 70,  195, 19,  148, 89}},
    {ResizeMethod::area, 1, 4, 2, 2, {46, 20, 247, 46, 20, 247, 100, 78, 213, 100, 78, 213}},
    {ResizeMethod::area, 6, 1, 4, 3, {12, 9, 237, 62, 44, 167, 123, 152, 78, 173, 120, 178,
                                      12, 9, 237, 62, 44, 167, 123, 152, 78, 173, 120, 178,
                                      12, 9, 237, 62, 44, 167, 123, 152, 78, 173, 120, 178}},
    {ResizeMethod::bilinear,
     7,
     5,
     3,
     2,
     {93, 35, 207, 179, 144, 83, 74, 143, 215, 64, 108, 164, 151, 216, 41, 173, 130, 173}},
    {ResizeMethod::bilinear, 7, 5, 4, 5, {14,  10,  235, 79,  65,  142, 143, 202, 50,  208,
                                          163, 213, 105, 39,  218, 170, 94,  125, 234, 231,
                                          33,  43,  192, 196, 196, 68,  201, 5,   123, 108,
                                          69,  36,  16,  134, 61,  179, 31,  97,  184, 96,
                                          152, 91,  160, 65,  223, 225, 90,  162, 122, 126,
                                          167, 187, 181, 74,  27,  94,  206, 60,  119, 145}},
    {ResizeMethod::bilinear, 3, 2, 5, 3, {0,   5,  255, 15,  10, 234, 37,  18, 202, 59,  41, 170,
                                          74,  57, 149, 46,  20, 247, 60,  25, 225, 83,  33, 194,
                                          105, 56, 162, 120, 72, 141, 91,  34, 238, 106, 39, 217,
                                          128, 47, 185, 150, 70, 153, 165, 86, 132}},
    {ResizeMethod::bilinear,
     4,
     6,
     2,
     3,
     {64, 26, 220, 138, 104, 114, 118, 84, 186, 64, 162, 80, 172, 142, 152, 118, 156, 46}},
    {ResizeMethod::bilinear,
     9,
     6,
     3,
     2,
     {128, 47, 185, 239, 242, 26, 94, 159, 123, 145, 134, 134, 0, 73, 231, 111, 246, 72}},
    {ResizeMethod::bilinear, 4, 3, 2, 5, {18,  11,  228, 92, 89,  122, 55,  23,  222, 129,
                                          101, 116, 110, 41, 212, 184, 119, 106, 164, 58,
                                          201, 84,  136, 95, 200, 69,  194, 18,  147, 88}},
    {ResizeMethod::bilinear, 1, 4, 2, 2, {46, 20, 247, 46, 20, 247, 100, 78, 213, 100, 78, 213}},
    {ResizeMethod::bilinear, 6, 1, 4, 3, {9, 8, 242, 65, 47, 162, 120, 145, 83, 176, 109, 195,
                                          9, 8, 242, 65, 47, 162, 120, 145, 83, 176, 109, 195,
                                          9, 8, 242, 65, 47, 162, 120, 145, 83, 176, 109, 195}},
    {ResizeMethod::nearest,
     7,
     5,
     3,
     2,
     {0, 5, 255, 74, 57, 149, 148, 213, 43, 182, 63, 221, 0, 115, 115, 74, 15, 9}},
    {ResizeMethod::nearest, 7, 5, 4, 5, {0,   5,   255, 37,  18,  202, 111, 122, 96,  185,
                                         74,  246, 91,  34,  238, 128, 47,  185, 202, 151,
                                         79,  20,  103, 229, 182, 63,  221, 219, 76,  168,
                                         37,  180, 62,  111, 132, 212, 17,  92,  204, 54,
                                         105, 151, 128, 209, 45,  202, 161, 195, 108, 121,
                                         187, 145, 134, 134, 219, 238, 28,  37,  190, 178}},
    {ResizeMethod::nearest, 3, 2, 5, 3, {0,   5,  255, 0,   5,  255, 37,  18, 202, 37, 18, 202,
                                         74,  57, 149, 0,   5,  255, 0,   5,  255, 37, 18, 202,
                                         37,  18, 202, 74,  57, 149, 91,  34, 238, 91, 34, 238,
                                         128, 47, 185, 128, 47, 185, 165, 86, 132}},
    {ResizeMethod::nearest,
     4,
     6,
     2,
     3,
     {0, 5, 255, 74, 57, 149, 182, 63, 221, 0, 115, 115, 108, 121, 187, 182, 173, 81}},
    {ResizeMethod::nearest,
     9,
     6,
     3,
     2,
     {0, 5, 255, 111, 122, 96, 222, 217, 193, 17, 92, 204, 128, 209, 45, 239, 48, 142}},
    {ResizeMethod::nearest, 4, 3, 2, 5, {0,   5,   255, 74,  57,  149, 0,   5,   255, 74,
                                         57,  149, 91,  34,  238, 165, 86,  132, 91,  34,
                                         238, 165, 86,  132, 182, 63,  221, 0,   115, 115}},
    {ResizeMethod::nearest, 1, 4, 2, 2, {0, 5, 255, 0, 5, 255, 182, 63, 221, 182, 63, 221}},
    {ResizeMethod::nearest, 6, 1, 4, 3, {0, 5, 255, 37, 18, 202, 111, 122, 96, 148, 213, 43,
                                         0, 5, 255, 37, 18, 202, 111, 122, 96, 148, 213, 43,
                                         0, 5, 255, 37, 18, 202, 111, 122, 96, 148, 213, 43}},
};

Image test_image(int width, int height) {
  Image image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (const int value : {x * 37 + y * 91, x * x * 13 + y * 29 + 5, 255 - x * 53 - y * 17}) {
        image.pixels.push_back(static_cast<uint8_t>(value));
      }
    }
  }
  return image;
}

TEST(Resize, EqualsOpenCv) {
  for (const Golden& golden : kGolden) {
    const Image resized = resize_image(test_image(golden.width, golden.height), golden.new_width,
                                       golden.new_height, golden.method);
    EXPECT_EQ(resized.width, golden.new_width);
    EXPECT_EQ(resized.height, golden.new_height);
    ASSERT_EQ(resized.pixels.size(), golden.pixels.size());
    // Area sums floats in another order; everything else is bit for bit the same.
    const int tolerance = golden.method == ResizeMethod::area ? 1 : 0;
    for (size_t i = 0; i < golden.pixels.size(); ++i) {
      EXPECT_LE(std::abs(resized.pixels[i] - golden.pixels[i]), tolerance)
          << golden.width << " x " << golden.height << " to " << golden.new_width << " x "
          << golden.new_height << ", value " << i << " by method "
          << static_cast<int>(golden.method);
    }
  }
}

TEST(Resize, KeepsAPictureOfTheSameSize) {
  const Image image = test_image(6, 5);
  for (const auto method : {ResizeMethod::area, ResizeMethod::bilinear, ResizeMethod::nearest}) {
    EXPECT_EQ(resize_image(image, 6, 5, method).pixels, image.pixels);
  }
}

TEST(Resize, KeepsAnEvenColor) {
  for (const auto method : {ResizeMethod::area, ResizeMethod::bilinear, ResizeMethod::nearest}) {
    for (int size = 1; size <= 40; ++size) {
      const Image image{17, 11, std::vector<uint8_t>(17 * 11 * 3, 201)};
      const Image resized = resize_image(image, size, 41 - size, method);
      EXPECT_EQ(std::count(resized.pixels.begin(), resized.pixels.end(), 201),
                static_cast<int64_t>(size) * (41 - size) * 3);
    }
  }
}

TEST(Resize, AreaIsTheMeanOfWholeBlocks) {
  const Image image = test_image(12, 9);
  const Image resized = resize_image(image, 4, 3, ResizeMethod::area);
  int sum = 0;
  for (int y = 3; y < 6; ++y) {
    for (int x = 6; x < 9; ++x) sum += image.pixels[static_cast<size_t>((y * 12 + x) * 3 + 1)];
  }
  EXPECT_EQ(resized.pixels[(1 * 4 + 2) * 3 + 1], static_cast<int>(sum / 9.0 + 0.5));
}

TEST(Resize, RefusesSizesThatCannotBe) {
  const Image image = test_image(4, 4);
  EXPECT_THROW(resize_image(image, 0, 4, ResizeMethod::area), Error);
  EXPECT_THROW(resize_image(image, 4, -1, ResizeMethod::area), Error);
  EXPECT_THROW(resize_image(image, 1 << 20, 1 << 20, ResizeMethod::nearest), Error);
  EXPECT_THROW(resize_image(Image{}, 4, 4, ResizeMethod::nearest), Error);
  EXPECT_THROW(resize_image(Image{4, 4, std::vector<uint8_t>(16)}, 2, 2, ResizeMethod::area),
               Error);
}

}  // namespace
}  // namespace sprint
