#include "raster.h"

#include <gtest/gtest.h>

#include "shapes.h"

namespace render_frames {
namespace {

const Color kWhite{1, 1, 1};

TEST(Fill, CoversPixelsByTheShareInsideTheShape) {
  Image image(4, 1);
  fill(image, box({1, -9}, {2.5f, 9}), solid(kWhite));
  EXPECT_FLOAT_EQ(image.at(0, 0).r, 0);
  EXPECT_FLOAT_EQ(image.at(1, 0).r, 1);
  EXPECT_FLOAT_EQ(image.at(2, 0).r, 0.5f);
  EXPECT_FLOAT_EQ(image.at(3, 0).r, 0);
}

TEST(Shapes, DistancesAreNegativeInside) {
  const Shape square = polygon({{0, 0}, {4, 0}, {4, 4}, {0, 4}});
  EXPECT_FLOAT_EQ(square({2, 1}), -1);
  EXPECT_FLOAT_EQ(square({7, 2}), 3);
  EXPECT_FLOAT_EQ(limb({0, 0}, {10, 0}, 1, 3)({5, 5}), 3);
  EXPECT_FLOAT_EQ(cut(square, disc({2, 2}, 1))({2, 2}), 1);
}

TEST(Shapes, PlacementMirrorsThenMoves) {
  const Shape placed = place(disc({3, 0}, 1), {.offset = {10, 0}, .mirrored = true});
  EXPECT_FLOAT_EQ(placed({7, 0}), -1);
}

Image ramp() {
  Image image(6, 6);
  for (int y = 0; y < 6; ++y) {
    for (int x = 0; x < 6; ++x) image.at(x, y) = kWhite * (0.1f * static_cast<float>(x));
  }
  return image;
}

TEST(CropSquare, KeepsPixelsAtTheirOwnSize) {
  const Image image = ramp();
  for (const Filter filter : {Filter::nearest, Filter::bilinear, Filter::area}) {
    const Image crop = crop_square(image, {2, 1}, 3, 3, filter);
    for (int x = 0; x < 3; ++x) EXPECT_NEAR(crop.at(x, 0).g, image.at(x + 2, 1).g, 1e-6f);
  }
}

TEST(CropSquare, AreaAveragesWhatAPixelCovers) {
  const Image crop = crop_square(ramp(), {0.5f, 0}, 4, 2, Filter::area);
  EXPECT_NEAR(crop.at(0, 0).r, (0.5f * 0.0f + 0.1f + 0.5f * 0.2f) / 2, 1e-6f);
}

TEST(DrawTexture, CopiesAtWholePixels) {
  Image screen(5, 5);
  const Image texture(2, 2, kWhite);
  draw_texture(screen, texture, {1, 2}, 1, Filter::bilinear);
  float sum = 0;
  for (const Color& pixel : screen.pixels()) sum += pixel.r;
  EXPECT_FLOAT_EQ(sum, 4);
  EXPECT_FLOAT_EQ(screen.at(1, 2).r, 1);
  EXPECT_FLOAT_EQ(screen.at(2, 3).r, 1);
}

}  // namespace
}  // namespace render_frames
