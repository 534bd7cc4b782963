#include "verify/detections/decode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sprint/error.h"

namespace sprint::verify {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

Tensor floats(std::vector<int64_t> dims, const std::vector<float>& values) {
  Tensor tensor(DType::float32, std::move(dims));
  std::ranges::copy(values, tensor.as<float>().begin());
  return tensor;
}

Tensor ints(std::vector<int64_t> dims, const std::vector<int64_t>& values) {
  Tensor tensor(DType::int64, std::move(dims));
  std::ranges::copy(values, tensor.as<int64_t>().begin());
  return tensor;
}

std::vector<TensorSpec> named(const std::vector<std::string>& names) {
  std::vector<TensorSpec> specs;
  for (const std::string& name : names) specs.push_back({name, DType::float32, {}});
  return specs;
}

Boxes decode_one(const char* json, const std::vector<std::string>& names,
                 const std::vector<Tensor>& outputs) {
  std::vector<const Tensor*> pointers;
  for (const Tensor& output : outputs) pointers.push_back(&output);
  return decode(head_from_json(json), named(names), pointers).at(0);
}

TEST(Decode, RowsWithObjectness) {
  const Tensor out = floats({1, 3, 7}, {10, 20, 4,  8,  0.9F, 0.1F, 0.8F,  //
                                        50, 50, 10, 10, 0.6F, 0.7F, 0.2F,  // 0.42
                                        10, 20, 4,  8,  1,    0.6F, 0.1F});
  const Boxes boxes = decode_one(
      R"({"boxes":"y","format":"cxcywh","scores":"y","score_column":5,"objectness":"y",
          "objectness_column":4})",
      {"y"}, {out});
  EXPECT_EQ(boxes, (Boxes{{8, 16, 12, 24, 1, 0.9F * 0.8F}, {8, 16, 12, 24, 0, 0.6F}}));
}

TEST(Decode, ColumnsWithoutObjectness) {
  const Tensor out = floats({1, 6, 2}, {10, 50, 20, 50, 4, 10, 8, 10, 0.1F, 0.7F, 0.8F, 0.2F});
  const Boxes boxes = decode_one(
      R"({"boxes":"y","format":"cxcywh","layout":"columns","scores":"y","score_column":4})", {"y"},
      {out});
  EXPECT_EQ(boxes, (Boxes{{8, 16, 12, 24, 1, 0.8F}, {45, 45, 55, 55, 0, 0.7F}}));
}

TEST(Decode, SeparateScoresWithBackgroundInBothLayouts) {
  const Tensor boxes = floats({1, 2, 4}, {0, 0, 1, 1, 2, 2, 3, 3});
  const Tensor rows = floats({1, 2, 3}, {0.1F, 0.2F, 0.7F, 0.9F, 0.05F, 0.05F});
  const Tensor columns = floats({1, 3, 2}, {0.1F, 0.9F, 0.2F, 0.05F, 0.7F, 0.05F});
  const Boxes expected{{0, 0, 1, 1, 2, 0.7F}};
  EXPECT_EQ(decode_one(R"({"boxes":"b","scores":"s","background":0})", {"s", "b"}, {rows, boxes}),
            expected);
  EXPECT_EQ(decode_one(R"({"boxes":"b","scores":"s","background":0,"score_layout":"columns"})",
                       {"b", "s"}, {boxes, columns}),
            expected);
}

TEST(Decode, Activations) {
  const Tensor boxes = floats({1, 1, 4}, {0, 0, 1, 1}), logits = floats({1, 1, 3}, {3, 1, 2});
  const Boxes sigmoid = decode_one(R"({"boxes":"b","scores":"s","activation":"sigmoid"})",
                                   {"b", "s"}, {boxes, logits});
  ASSERT_EQ(sigmoid.size(), 1U);
  EXPECT_NEAR(sigmoid[0].score, 1 / (1 + std::exp(-3.0)), 1e-6);
  const Boxes softmax = decode_one(
      R"({"boxes":"b","scores":"s","activation":"softmax","background":0,"score_threshold":0.2})",
      {"b", "s"}, {boxes, logits});
  ASSERT_EQ(softmax.size(), 1U);
  EXPECT_EQ(softmax[0].class_index, 2);
  EXPECT_NEAR(softmax[0].score, std::exp(2.0) / (std::exp(3.0) + std::exp(1.0) + std::exp(2.0)),
              1e-6);
}

TEST(Decode, ListsWithACount) {
  const Tensor boxes = floats({1, 3, 4}, {0.1F, 0.2F, 0.3F, 0.4F, 0, 0, 1, 1, 0, 0, 1, 1});
  const Boxes found = decode_one(
      R"({"boxes":"b","format":"yxyx","scores":"s","classes":"c","count":"n","nms_iou":1})",
      {"b", "s", "c", "n"},
      {boxes, floats({1, 3}, {0.9F, 0.8F, 0.8F}), floats({1, 3}, {7, 3, 3}), floats({1}, {2})});
  EXPECT_EQ(found, (Boxes{{0.2F, 0.1F, 0.4F, 0.3F, 7, 0.9F}, {0, 0, 1, 1, 3, 0.8F}}));
}

TEST(Decode, EmptyListsHaveNoBoxes) {
  const char* const json = R"({"boxes":"b","scores":"s","classes":"c"})";
  EXPECT_TRUE(
      decode_one(json, {"b", "s", "c"}, {floats({0, 4}, {}), floats({0}, {}), ints({0}, {})})
          .empty());
}

TEST(Decode, Rows) {
  const Tensor rows = floats({1, 1, 2, 7}, {0, 3, 0.9F, 1, 2, 3, 4, 0, 5, 0.2F, 1, 2, 3, 4});
  EXPECT_EQ(decode_one(R"({"boxes":"y","box_column":3,"scores":"y","score_column":2,"classes":"y",
                           "class_column":1})",
                       {"y"}, {rows}),
            (Boxes{{1, 2, 3, 4, 3, 0.9F}}));
}

TEST(Decode, SelectionsOfNonMaxSuppression) {
  const Tensor selected = ints({2, 3}, {0, 1, 2, 0, 0, 0});
  EXPECT_EQ(decode_one(R"({"selected":"sel","nms_iou":1})", {"sel"}, {selected}),
            (Boxes{{2, 0, 3, 1, 1, 1}, {0, 0, 1, 1, 0, 1}}));
  const Tensor gathered = floats({1, 2, 4}, {1, 1, 2, 2, 5, 5, 6, 6});
  EXPECT_EQ(decode_one(R"({"selected":"sel","boxes":"b","gathered":true})", {"sel", "b"},
                       {selected, gathered}),
            (Boxes{{1, 1, 2, 2, 1, 1}, {5, 5, 6, 6, 0, 1}}));
  const Tensor all = floats({1, 3, 4}, {1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6});
  const Tensor scores = floats({1, 2, 3}, {0.6F, 0, 0, 0, 0, 0.7F});
  EXPECT_EQ(decode_one(R"({"selected":"sel","boxes":"b","scores":"s","score_layout":"columns"})",
                       {"sel", "b", "s"}, {selected, all, scores}),
            (Boxes{{5, 5, 6, 6, 1, 0.7F}, {1, 1, 2, 2, 0, 0.6F}}));
}

TEST(Decode, ScoresThatAreNotNumbersAreNoDetection) {
  const float none = std::numeric_limits<float>::quiet_NaN();
  const Tensor boxes = floats({1, 1, 4}, {0, 0, 1, 1});
  EXPECT_TRUE(decode_one(R"({"boxes":"b","scores":"s"})", {"b", "s"},
                         {boxes, floats({1, 1, 2}, {none, none})})
                  .empty());
}

TEST(Decode, NamesTheOutputThatDoesNotFit) {
  const Tensor boxes = floats({1, 2, 4}, std::vector<float>(8));
  EXPECT_THAT([&] { decode_one(R"({"boxes":"x"})", {"b"}, {boxes}); },
              ThrowsMessage<Error>(HasSubstr("no output 'x'")));
  EXPECT_THAT([&] { decode_one(R"({"boxes":"b","box_column":1})", {"b"}, {boxes}); },
              ThrowsMessage<Error>(HasSubstr("'b'")));
  EXPECT_THAT(
      [&] {
        decode_one(R"({"boxes":"b","scores":"s"})", {"b", "s"},
                   {boxes, floats({1, 3, 2}, std::vector<float>(6))});
      },
      ThrowsMessage<Error>(HasSubstr("'s'")));
  EXPECT_THAT(
      [&] {
        decode_one(R"({"boxes":"b","selected":"sel"})", {"b", "sel"},
                   {boxes, ints({1, 3}, {0, 0, 9})});
      },
      ThrowsMessage<Error>(HasSubstr("box 9")));
}

TEST(Normalize, DividesPixelsByThePicture) {
  EXPECT_EQ(normalize({10, 20, 30, 40, 1, 0.5F}, BoxUnit::pixels, 100, 200),
            (Box{0.1F, 0.1F, 0.3F, 0.2F, 1, 0.5F}));
}

}  // namespace
}  // namespace sprint::verify
