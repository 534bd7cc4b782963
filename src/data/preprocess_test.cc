#include "sprint/preprocess.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/error.h"
#include "data/test_pictures.h"
#include "tests/support/count_allocations.h"

namespace sprint {
namespace {

using testing::ElementsAre;
using testing::FloatNear;
using testing::HasSubstr;

// 2 x 1 pixels: (10, 20, 30) and (200, 100, 0).
const Image kTwoPixels{2, 1, {10, 20, 30, 200, 100, 0}};

TensorSpec input(std::vector<int64_t> dims, DType dtype = DType::float32) {
  return {"data", dtype, std::move(dims)};
}

Preprocess raw() {
  Preprocess spec;
  spec.std = {1.0F};
  return spec;
}

template <typename F>
std::string error_of(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string error_for(const Preprocess& spec, const TensorSpec& wanted) {
  return error_of([&] { preprocess_image(kTwoPixels, spec, wanted); });
}

std::string error_of_json(std::string_view json) {
  return error_of([&] { preprocess_from_json(json); });
}

TEST(Preprocess, KnowsEveryLayout) {
  const auto first = ElementsAre(10, 200, 20, 100, 30, 0);
  const auto last = ElementsAre(10, 20, 30, 200, 100, 0);
  const Tensor nchw = preprocess_image(kTwoPixels, raw(), input({1, 3, 1, 2}));
  EXPECT_THAT(nchw.dims, ElementsAre(1, 3, 1, 2));
  EXPECT_THAT(to_floats(nchw), first);
  const Tensor chw = preprocess_image(kTwoPixels, raw(), input({3, 1, 2}));
  EXPECT_THAT(chw.dims, ElementsAre(3, 1, 2));
  EXPECT_THAT(to_floats(chw), first);
  Preprocess sized = raw();
  sized.width = 2;
  sized.height = 1;
  const Tensor hwc = preprocess_image(kTwoPixels, sized, input({-1, -1, 3}));
  EXPECT_THAT(hwc.dims, ElementsAre(1, 2, 3));
  EXPECT_THAT(to_floats(hwc), last);
  const Tensor nhwc = preprocess_image(kTwoPixels, sized, input({-1, -1, 2, 3}));
  EXPECT_THAT(nhwc.dims, ElementsAre(1, 1, 2, 3));
  EXPECT_THAT(to_floats(nhwc), last);
}

TEST(Preprocess, ReadsOpenDimensionsAsNchwUnlessTheLastIsChannels) {
  Preprocess spec = raw();
  spec.width = 2;
  spec.height = 1;
  EXPECT_THAT(preprocess_image(kTwoPixels, spec, input({-1, -1, -1, -1})).dims,
              ElementsAre(1, 3, 1, 2));
  EXPECT_THAT(preprocess_image(kTwoPixels, spec, input({-1, -1, -1, 3})).dims,
              ElementsAre(1, 1, 2, 3));
  EXPECT_THAT(preprocess_image(kTwoPixels, spec, input({1, 1, -1, -1})).dims,
              ElementsAre(1, 1, 1, 2));
  spec.color = ColorOrder::gray;
  EXPECT_THAT(preprocess_image(kTwoPixels, spec, input({-1, -1, 1, 2})).dims,
              ElementsAre(1, 1, 1, 2));
}

TEST(Preprocess, OrdersColors) {
  Preprocess spec = raw();
  spec.color = ColorOrder::bgr;
  EXPECT_THAT(to_floats(preprocess_image(kTwoPixels, spec, input({1, 3, 1, 2}))),
              ElementsAre(30, 0, 20, 100, 10, 200));
  spec.mean = {1, 2, 3};  // in the order of the channels of the tensor
  EXPECT_THAT(to_floats(preprocess_image(kTwoPixels, spec, input({1, 3, 1, 2}))),
              ElementsAre(29, -1, 18, 98, 7, 197));
}

TEST(Preprocess, MakesOneChannelGray) {
  // 0.299 R + 0.587 G + 0.114 B: 18.15 and 118.5.
  const auto gray = ElementsAre(18, 119);
  EXPECT_THAT(to_floats(preprocess_image(kTwoPixels, raw(), input({1, 1, 1, 2}))), gray);
  Preprocess spec = raw();
  spec.color = ColorOrder::gray;
  const Image even{2, 2, {10, 20, 30, 10, 20, 30, 10, 20, 30, 10, 20, 30}};
  const Tensor nhwc = preprocess_image(even, spec, input({1, 2, 2, 1}));
  EXPECT_THAT(nhwc.dims, ElementsAre(1, 2, 2, 1));
  EXPECT_THAT(to_floats(nhwc), ElementsAre(18, 18, 18, 18));
  EXPECT_THAT(error_for(spec, input({1, 3, 1, 2})), HasSubstr("color order"));
}

TEST(Preprocess, NormalizesAsUltraFaceWants) {
  Preprocess spec;
  spec.mean = {127};
  spec.std = {128};
  spec.resize = ResizeMethod::bilinear;
  const Image image = data::formula_image(64, 48);
  const Tensor tensor = preprocess_image(image, spec, input({1, 3, 240, 320}));
  const Image resized = resize_image(image, 320, 240, ResizeMethod::bilinear);
  const auto values = tensor.as<float>();
  for (size_t pixel = 0; pixel < 320 * 240; ++pixel) {
    for (size_t channel = 0; channel < 3; ++channel) {
      ASSERT_EQ(values[channel * 320 * 240 + pixel],
                (static_cast<float>(resized.pixels[pixel * 3 + channel]) - 127.0F) / 128.0F);
    }
  }
}

TEST(Preprocess, WritesEveryElementType) {
  EXPECT_THAT(to_floats(preprocess_image(kTwoPixels, Preprocess{}, input({1, 3, 1, 2}))),
              ElementsAre(10 / 255.0F, 200 / 255.0F, 20 / 255.0F, 100 / 255.0F, 30 / 255.0F, 0));
  const Tensor half =
      preprocess_image(kTwoPixels, Preprocess{}, input({1, 3, 1, 2}, DType::float16));
  EXPECT_EQ(half.dtype, DType::float16);
  EXPECT_THAT(to_floats(half)[1], FloatNear(200 / 255.0F, 5e-4F));
  const auto wanted = input({1, 3, 1, 2}, DType::uint8);
  EXPECT_THAT(to_floats(preprocess_image(kTwoPixels, default_preprocess(wanted), wanted)),
              ElementsAre(10, 200, 20, 100, 30, 0));
  const auto centred = input({1, 3, 1, 2}, DType::int8);
  EXPECT_THAT(to_floats(preprocess_image(kTwoPixels, default_preprocess(centred), centred)),
              ElementsAre(-118, 72, -108, -28, -98, -128));
}

TEST(Preprocess, RoundsAndSaturatesIntegers) {
  Preprocess spec;
  spec.mean = {100};
  spec.std = {0.5F};
  EXPECT_THAT(to_floats(preprocess_image(kTwoPixels, spec, input({1, 3, 1, 2}, DType::int8))),
              ElementsAre(-128, 127, -128, 0, -128, -128));
  spec.mean = {0};
  spec.std = {4};  // 2.5, 50, 5, 25, 7.5, 0: halves to even
  EXPECT_THAT(to_floats(preprocess_image(kTwoPixels, spec, input({1, 3, 1, 2}, DType::uint8))),
              ElementsAre(2, 50, 5, 25, 8, 0));
}

TEST(Preprocess, ResizesToTheInput) {
  const Image image = data::formula_image(10, 6);
  const Tensor tensor = preprocess_image(image, raw(), input({1, 3, 5, 3}, DType::uint8));
  const Image resized = resize_image(image, 3, 5, ResizeMethod::area);
  EXPECT_EQ(tensor.as<uint8_t>()[1 * 15 + 4], resized.pixels[4 * 3 + 1]);
}

TEST(Preprocess, SaysWhatDoesNotFit) {
  EXPECT_THAT(error_for(raw(), input({1, 10})),
              HasSubstr("input 'data' float32 [1, 10]: expected a picture of rank 3 or 4"));
  EXPECT_THAT(error_for(raw(), input({1, 4, 5, 6})), HasSubstr("1 or 3 channels"));
  EXPECT_THAT(error_for(raw(), input({1, 3, -1, 2})), HasSubstr("leaves the height open"));
  EXPECT_THAT(error_for(raw(), input({8, 3, 1, 2})), HasSubstr("8 pictures at once"));
  EXPECT_THAT(error_for(raw(), input({1, 3, 1, 2}, DType::int64)), HasSubstr("expected float32"));
  EXPECT_THAT(error_for(raw(), input({1, 3, 1, 0})), HasSubstr("width 0"));
  Preprocess spec = raw();
  spec.width = 7;
  EXPECT_THAT(error_for(spec, input({1, 3, 1, 2})), HasSubstr("wants the width 2, but"));
  spec = raw();
  spec.mean = {1, 2};
  EXPECT_THAT(error_for(spec, input({1, 3, 1, 2})), HasSubstr("2 numbers, expected 1 or 3"));
  spec = raw();
  spec.std = {0};
  EXPECT_THAT(error_for(spec, input({1, 3, 1, 2})), HasSubstr("std"));
}

// One preprocessor for pictures of changing sizes gives what a fresh one gives for each.
TEST(Preprocessor, RemembersNothingOfThePicturesBefore) {
  for (const auto method : {ResizeMethod::area, ResizeMethod::bilinear, ResizeMethod::nearest}) {
    for (const auto& wanted : {input({1, 3, 7, 9}), input({1, 7, 9, 1}, DType::uint8),
                               input({-1, 7, 9, 3}, DType::float16)}) {
      Preprocess spec = default_preprocess(wanted);
      spec.resize = method;
      Preprocessor preprocessor(spec, wanted);
      Tensor tensor(preprocessor.output().dtype, preprocessor.output().dims);
      for (const auto& [width, height] : std::vector<std::pair<int, int>>{
               {30, 20}, {9, 7}, {30, 20}, {18, 14}, {3, 2}, {20, 30}}) {
        const Image image = data::formula_image(width, height);
        preprocessor.run(image, tensor.data);
        const Tensor expected = preprocess_image(image, spec, wanted);
        EXPECT_EQ(tensor.dims, expected.dims);
        EXPECT_EQ(tensor.data, expected.data) << width << " x " << height;
      }
    }
  }
}

TEST(Preprocessor, AllocatesNothingWhileTheSizeStays) {
  ASSERT_GE(tests::count_allocations([] { std::vector<int> counted(3); }), 1U);
  for (const auto method : {ResizeMethod::area, ResizeMethod::bilinear, ResizeMethod::nearest}) {
    for (const int side : {30, 5, 14, 7}) {
      Preprocess spec;
      spec.resize = method;
      Preprocessor preprocessor(spec, input({1, 3, 7, 7}));
      Tensor tensor(DType::float32, {1, 3, 7, 7});
      const Image image = data::formula_image(side, side);
      preprocessor.run(image, tensor.data);
      EXPECT_EQ(tests::count_allocations([&] { preprocessor.run(image, tensor.data); }), 0U);
    }
  }
}

TEST(Preprocessor, SaysWhatItWrites) {
  Preprocess spec;
  spec.width = 9;
  const Preprocessor preprocessor(spec, input({-1, -1, 7, -1}, DType::float16));
  EXPECT_EQ(preprocessor.output().name, "data");
  EXPECT_EQ(preprocessor.output().dtype, DType::float16);
  EXPECT_THAT(preprocessor.output().dims, ElementsAre(1, 3, 7, 9));
}

TEST(Preprocessor, WantsMemoryOfTheRightSize) {
  Preprocessor preprocessor(raw(), input({1, 3, 1, 2}));
  std::vector<std::byte> memory(23);
  EXPECT_THAT(error_of([&] { preprocessor.run(kTwoPixels, memory); }),
              HasSubstr("float32 [1, 3, 1, 2] takes 24 bytes, got 23"));
}

TEST(PreprocessJson, ComesBackAsItWasWritten) {
  Preprocess spec;
  spec.width = 320;
  spec.height = 240;
  spec.resize = ResizeMethod::bilinear;
  spec.color = ColorOrder::bgr;
  spec.mean = {123.675F, 116.28F, 0.1F};
  spec.std = {58.395F, 1e-6F, 3e8F};
  EXPECT_EQ(preprocess_from_json(preprocess_to_json(spec)), spec);
  EXPECT_EQ(preprocess_from_json(preprocess_to_json(Preprocess{})), Preprocess{});
}

TEST(PreprocessJson, IsWhatTheHeaderShows) {
  Preprocess spec;
  spec.width = 48;
  spec.height = 48;
  spec.std = {255, 0.485F, 1};
  EXPECT_EQ(preprocess_to_json(spec),
            R"({"width":48,"height":48,"resize":"area","color":"rgb","mean":[0.0],"std":[255.0,)"
            R"(0.485,1.0]})");
  EXPECT_EQ(preprocess_from_json("{}"), Preprocess{});
}

TEST(PreprocessJson, NamesTheNearestKeyAndValue) {
  EXPECT_THAT(error_of_json(R"({"hight": 3})"),
              HasSubstr("preprocess spec: the key 'hight' is not known; did you mean 'height'?"));
  EXPECT_THAT(
      error_of_json(R"({"resize": "bilinar"})"),
      HasSubstr("resize: the resize method 'bilinar' is not known; did you mean 'bilinear'"));
  EXPECT_THAT(error_of_json(R"({"color": "grey"})"), HasSubstr("did you mean 'gray'"));
}

TEST(PreprocessJson, RefusesWrongValues) {
  for (const std::string_view json : {R"({"width": -1})",
                                      R"({"width": 1.5})",
                                      R"({"width": "48"})",
                                      R"({"width": 1e9})",
                                      R"({"height": 18446744073709551615})",
                                      R"({"mean": 0})",
                                      R"({"mean": []})",
                                      R"({"mean": [1, 2]})",
                                      R"({"mean": [1, 2, 3, 4]})",
                                      R"({"mean": ["a"]})",
                                      R"({"mean": [1e99]})",
                                      R"({"std": [0]})",
                                      R"({"std": [1, 0, 1]})",
                                      R"({"color": 3})",
                                      R"({"resize": null})",
                                      "[]",
                                      "",
                                      "{",
                                      R"({"width": 1} x)",
                                      "\"\xff\"",
                                      "{\"\xff\": 1}"}) {
    EXPECT_THAT(error_of_json(json), HasSubstr("preprocess spec: ")) << json;
  }
  EXPECT_THAT(error_of_json(std::string(100000, '[')), HasSubstr("preprocess spec: "));
}

}  // namespace
}  // namespace sprint
