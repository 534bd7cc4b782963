#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "base/error.h"
#include "base/temporary_folder.h"
#include "data/decode_png.h"
#include "data/exif.h"
#include "data/test_pictures.h"
#include "sprint/preprocess.h"

namespace sprint::data {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string error_of(std::string_view bytes) {
  try {
    decode_image(bytes);
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::bad_input);
    return error.what();
  }
  return "no error";
}

int largest_difference(const Image& a, const Image& b) {
  EXPECT_EQ(a.width, b.width);
  EXPECT_EQ(a.height, b.height);
  int largest = 0;
  for (size_t i = 0; i < std::min(a.pixels.size(), b.pixels.size()); ++i) {
    largest = std::max(largest, std::abs(a.pixels[i] - b.pixels[i]));
  }
  return largest;
}

// Colours that JPEG keeps almost as they are.
Image smooth_image(int width, int height) {
  Image image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (const int value : {40 + 3 * x, 200 - 4 * y, 90 + x + y}) {
        image.pixels.push_back(static_cast<uint8_t>(value));
      }
    }
  }
  return image;
}

TEST(Png, KeepsRgbPixels) {
  const Image image = formula_image(13, 9);
  const Image decoded = decode_image(png_file(image));
  EXPECT_EQ(decoded.width, 13);
  EXPECT_EQ(decoded.height, 9);
  EXPECT_EQ(decoded.pixels, image.pixels);
}

TEST(Png, DropsAlphaAndKeepsTheColorBelowIt) {
  const Image decoded = decode_image(
      png_file(2, {{1, 2, 3, 0, 4, 5, 6, 128}}, {.color_type = PNG_COLOR_TYPE_RGB_ALPHA}));
  EXPECT_THAT(decoded.pixels, ElementsAre(1, 2, 3, 4, 5, 6));
  const Image gray =
      decode_image(png_file(2, {{7, 0, 9, 255}}, {.color_type = PNG_COLOR_TYPE_GRAY_ALPHA}));
  EXPECT_THAT(gray.pixels, ElementsAre(7, 7, 7, 9, 9, 9));
}

TEST(Png, KeepsTheUpperByteOf16Bits) {
  const Image decoded = decode_image(png_file(1, {{0x12, 0xff, 0x34, 0x80, 0x56, 0x00}},
                                              {.color_type = PNG_COLOR_TYPE_RGB, .depth = 16}));
  EXPECT_THAT(decoded.pixels, ElementsAre(0x12, 0x34, 0x56));
  const Image gray =
      decode_image(png_file(1, {{0xab, 0xcd}}, {.color_type = PNG_COLOR_TYPE_GRAY, .depth = 16}));
  EXPECT_THAT(gray.pixels, ElementsAre(0xab, 0xab, 0xab));
}

TEST(Png, SpreadsNarrowGrayOverTheWholeRange) {
  // 2 bits per pixel: 0, 1, 2, 3.
  const Image decoded =
      decode_image(png_file(4, {{0b00011011}}, {.color_type = PNG_COLOR_TYPE_GRAY, .depth = 2}));
  EXPECT_THAT(decoded.pixels, ElementsAre(0, 0, 0, 85, 85, 85, 170, 170, 170, 255, 255, 255));
}

TEST(Png, LooksUpPalettesAndIgnoresTheirTransparency) {
  const PngForm form{.color_type = PNG_COLOR_TYPE_PALETTE,
                     .depth = 4,
                     .palette = {{10, 20, 30}, {40, 50, 60}, {70, 80, 90}},
                     .transparency = {0, 128}};
  const Image decoded = decode_image(png_file(3, {{0x20, 0x10}}, form));
  EXPECT_THAT(decoded.pixels, ElementsAre(70, 80, 90, 10, 20, 30, 40, 50, 60));
}

TEST(PngAlpha, IsThatOfTheFileOr255) {
  const Image alpha = decode_png_alpha(
      png_file(2, {{1, 2, 3, 0, 4, 5, 6, 128}}, {.color_type = PNG_COLOR_TYPE_RGB_ALPHA}));
  EXPECT_EQ(alpha.width, 2);
  EXPECT_EQ(alpha.height, 1);
  EXPECT_THAT(alpha.pixels, ElementsAre(0, 0, 0, 128, 128, 128));
  EXPECT_THAT(
      decode_png_alpha(png_file(2, {{7, 3, 9, 255}}, {.color_type = PNG_COLOR_TYPE_GRAY_ALPHA}))
          .pixels,
      ElementsAre(3, 3, 3, 255, 255, 255));
  EXPECT_THAT(decode_png_alpha(png_file(Image{1, 1, {9, 9, 9}})).pixels,
              ElementsAre(255, 255, 255));
  const PngForm palette{.color_type = PNG_COLOR_TYPE_PALETTE,
                        .palette = {{1, 2, 3}, {4, 5, 6}},
                        .transparency = {77}};
  EXPECT_THAT(decode_png_alpha(png_file(2, {{0, 1}}, palette)).pixels,
              ElementsAre(77, 77, 77, 255, 255, 255));
}

TEST(PngAlpha, IsTurnedUprightWithThePicture) {
  const Image alpha =
      decode_png_alpha(png_file(2, {{1, 2, 3, 10, 4, 5, 6, 20}},
                                {.color_type = PNG_COLOR_TYPE_RGB_ALPHA, .exif = exif_block(3)}));
  EXPECT_THAT(alpha.pixels, ElementsAre(20, 20, 20, 10, 10, 10));
}

TEST(Png, ReadsInterlacedFiles) {
  const Image image = formula_image(21, 19);
  std::vector<std::vector<uint8_t>> rows;
  for (auto row = image.pixels.begin(); row != image.pixels.end(); row += 63) {
    rows.emplace_back(row, row + 63);
  }
  EXPECT_EQ(decode_image(png_file(21, rows, {.interlaced = true})).pixels, image.pixels);
}

TEST(Jpeg, ReadsBaselineAndProgressive) {
  const Image image = smooth_image(33, 17);
  for (const bool progressive : {false, true}) {
    const Image decoded =
        decode_image(jpeg_file(33, 17, image.pixels, {.progressive = progressive}));
    EXPECT_LE(largest_difference(decoded, image), 4);
  }
}

TEST(Jpeg, ReadsGrayAndRgb) {
  const JpegForm gray{.in = JCS_GRAYSCALE, .stored = JCS_GRAYSCALE, .components = 1};
  const Image decoded = decode_image(jpeg_file(8, 8, std::vector<uint8_t>(64, 77), gray));
  EXPECT_THAT(decoded.pixels, testing::AllOf(testing::SizeIs(192), testing::Each(77)));
  const Image image = smooth_image(16, 16);
  const std::string rgb = jpeg_file(16, 16, image.pixels, {.stored = JCS_RGB});
  EXPECT_LE(largest_difference(decode_image(rgb), image), 4);
}

TEST(Jpeg, TurnsInkIntoLight) {
  // Adobe's CMYK, which libjpeg's encoder marks, stores 255 - ink: 200 of 255 red at half black.
  std::vector<uint8_t> ink;
  for (int pixel = 0; pixel < 64; ++pixel) ink.insert(ink.end(), {200, 100, 0, 128});
  for (const J_COLOR_SPACE stored : {JCS_CMYK, JCS_YCCK}) {
    const Image decoded =
        decode_image(jpeg_file(8, 8, ink, {.in = JCS_CMYK, .stored = stored, .components = 4}));
    EXPECT_NEAR(decoded.pixels[0], 100, 2);
    EXPECT_NEAR(decoded.pixels[1], 50, 2);
    EXPECT_NEAR(decoded.pixels[2], 0, 2);
  }
}

// The pixel of a 3 x 2 picture, numbered row by row, that each place of the upright one shows.
const std::vector<std::vector<int>> kUpright{
    {0, 1, 2, 3, 4, 5}, {2, 1, 0, 5, 4, 3}, {5, 4, 3, 2, 1, 0}, {3, 4, 5, 0, 1, 2},
    {0, 3, 1, 4, 2, 5}, {3, 0, 4, 1, 5, 2}, {5, 2, 4, 1, 3, 0}, {2, 5, 1, 4, 0, 3}};

TEST(Exif, TurnsPicturesUpright) {
  for (int orientation = 1; orientation <= 8; ++orientation) {
    Image image{3, 2, {}};
    for (int pixel = 0; pixel < 6; ++pixel) {
      image.pixels.insert(image.pixels.end(), 3, static_cast<uint8_t>(pixel));
    }
    const Image upright = orient(image, orientation);
    EXPECT_EQ(upright.width, orientation <= 4 ? 3 : 2);
    EXPECT_EQ(upright.height, orientation <= 4 ? 2 : 3);
    std::vector<int> shown;
    for (size_t i = 0; i < upright.pixels.size(); i += 3) shown.push_back(upright.pixels[i]);
    EXPECT_EQ(shown, kUpright[static_cast<size_t>(orientation - 1)]) << orientation;
  }
}

TEST(Exif, IsReadInBothByteOrdersFromBothFormats) {
  for (const bool big : {false, true}) {
    EXPECT_EQ(exif_orientation(exif_block(6, big)), 6);
    const Image image = smooth_image(24, 16);
    const std::string jpeg = jpeg_file(24, 16, image.pixels, {.exif = exif_block(6, big)});
    EXPECT_LE(largest_difference(decode_image(jpeg), orient(image, 6)), 4);
    const std::string png = png_file(1, {{1, 2, 3}, {4, 5, 6}}, {.exif = exif_block(3, big)});
    EXPECT_THAT(decode_image(png).pixels, ElementsAre(4, 5, 6, 1, 2, 3));
  }
}

TEST(Exif, MeansUprightWhereItIsDamaged) {
  const std::string block = exif_block(6);
  for (size_t size = 0; size < 20; ++size) {
    EXPECT_EQ(exif_orientation(std::string_view(block).substr(0, size)), 1) << size;
  }
  EXPECT_EQ(exif_orientation(exif_block(9)), 1);
  EXPECT_EQ(exif_orientation(exif_block(0)), 1);
  std::string far = block;
  far.replace(4, 4, "\xff\xff\xff\xff");
  EXPECT_EQ(exif_orientation(far), 1);
}

TEST(HostilePictures, EveryCutIsAnError) {
  const Image image = formula_image(20, 20);
  for (const std::string& whole : {png_file(image), jpeg_file(20, 20, image.pixels),
                                   jpeg_file(20, 20, image.pixels, {.progressive = true})}) {
    ASSERT_EQ(error_of(whole), "no error");
    for (size_t size = 0; size < whole.size(); ++size) {
      EXPECT_NE(error_of(std::string(whole, 0, size)), "no error")
          << size << " of " << whole.size();
    }
  }
}

TEST(HostilePictures, DamageIsAnErrorOrAPictureOfTheSizeItStates) {
  const Image image = formula_image(20, 20);
  uint32_t state = 1;
  const auto random = [&] { return (state = state * 1664525U + 1013904223U) >> 8; };
  for (const std::string& whole :
       {png_file(image), jpeg_file(20, 20, image.pixels, {.exif = exif_block(6)}),
        jpeg_file(20, 20, image.pixels, {.progressive = true})}) {
    // The size fields stay, so that no round allocates gigabytes.
    const size_t frame = std::min(whole.find("\xff\xc0"), whole.find("\xff\xc2"));
    for (int round = 0; round < 500; ++round) {
      std::string damaged = whole;
      for (int change = 0; change < 3; ++change) {
        const size_t at = 24 + random() % (damaged.size() - 24);
        if (at < frame || at >= frame + 10) damaged[at] = static_cast<char>(random());
      }
      try {
        const Image decoded = decode_image(damaged);
        EXPECT_EQ(decoded.pixels.size(), static_cast<size_t>(decoded.width) * decoded.height * 3);
      } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::bad_input);
      }
    }
  }
}

TEST(HostilePictures, AbsurdSizesAreRefusedWithTheirNumbers) {
  // Width and height of the frame header (SOF0: length 2, precision 1, height 2, width 2).
  std::string jpeg = jpeg_file(20, 20, formula_image(20, 20).pixels);
  jpeg.replace(jpeg.find("\xff\xc0") + 5, 4, std::string_view("\x80\x00\x80\x00", 4));
  EXPECT_THAT(error_of(jpeg), HasSubstr("32768 x 32768 pixels, at most 268435456"));
  EXPECT_THAT(error_of(std::string("\xff\xd8\xff", 3)), HasSubstr("damaged JPEG"));
}

TEST(LoadImage, NamesTheFileAndWhatItLooksLike) {
  EXPECT_THAT(error_of("GIF89a..."), HasSubstr("looks like a GIF picture"));
  EXPECT_THAT(error_of("what is this"), HasSubstr("neither a JPEG nor a PNG"));
  EXPECT_THAT(error_of(""), HasSubstr("is empty"));
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/cut.png";
  write_file(path, png_file(formula_image(5, 5)).substr(0, 60));
  try {
    load_image(path);
    FAIL();
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr(path + ": damaged PNG: "));
  }
  EXPECT_THROW(load_image(folder.path() + "/none.png"), Error);
}

TEST(LoadImage, GoesByContentNotByName) {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/picture.jpg";
  write_file(path, png_file(formula_image(5, 4)));
  EXPECT_EQ(load_image(path).pixels, formula_image(5, 4).pixels);
}

}  // namespace
}  // namespace sprint::data
