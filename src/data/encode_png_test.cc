#include "data/encode_png.h"

#include <gtest/gtest.h>

#include "data/test_pictures.h"
#include "sprint/error.h"

namespace sprint::data {
namespace {

TEST(EncodePng, ComesBackAsItWas) {
  for (const auto& [width, height] : {std::pair{1, 1}, {7, 5}, {100, 100}, {1, 40}}) {
    const Image image = formula_image(width, height);
    const auto bytes = encode_png(image);
    const Image back = decode_image({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    EXPECT_EQ(back.width, width);
    EXPECT_EQ(back.height, height);
    EXPECT_EQ(back.pixels, image.pixels);
  }
}

TEST(EncodePng, GivesTheSameBytesForTheSamePicture) {
  EXPECT_EQ(encode_png(formula_image(20, 10)), encode_png(formula_image(20, 10)));
}

TEST(EncodePng, RefusesAPictureWithoutPixels) { EXPECT_THROW(encode_png(Image{}), Error); }

}  // namespace
}  // namespace sprint::data
