#include "verify/detections/head.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sprint/error.h"

namespace sprint::verify {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(HeadJson, RoundTripsEveryField) {
  const Head head{.boxes = "b",
                  .box_column = 2,
                  .format = BoxFormat::cxcywh,
                  .unit = BoxUnit::normalized,
                  .layout = Layout::columns,
                  .scores = "s",
                  .score_column = 5,
                  .score_layout = Layout::columns,
                  .background = 0,
                  .activation = Activation::softmax,
                  .objectness = "o",
                  .objectness_column = 4,
                  .classes = "",
                  .class_column = 6,
                  .count = "n",
                  .selected = "sel",
                  .gathered = true,
                  .score_threshold = 0.3,
                  .nms_iou = 0.6,
                  .most = 17};
  EXPECT_EQ(head_from_json(head_to_json(head)), head);
  Head classes;
  classes.boxes = "b";
  classes.classes = "c";
  EXPECT_EQ(head_from_json(head_to_json(classes)), classes);
}

TEST(HeadJson, LeavesDefaultsOut) {
  Head head;
  head.boxes = "out";
  head.scores = "out";
  EXPECT_EQ(head_to_json(head), R"({"boxes":"out","scores":"out"})");
}

TEST(HeadJson, NamesWhatItDoesNotKnowAndTheNearest) {
  const auto reading = [](const char* json) { return [json] { head_from_json(json); }; };
  EXPECT_THAT(reading(R"({"boxs":"a"})"), ThrowsMessage<Error>(HasSubstr("'boxes'")));
  EXPECT_THAT(reading(R"({"boxes":"a","format":"xywhh"})"),
              ThrowsMessage<Error>(HasSubstr("'xywh'")));
  EXPECT_THAT(reading(R"({"boxes":"a","score_threshold":30})"),
              ThrowsMessage<Error>(HasSubstr("score_threshold: expected a number from 0 to 1")));
  EXPECT_THAT(reading(R"({"boxes":7})"), ThrowsMessage<Error>(HasSubstr("expected a text")));
  EXPECT_THAT(reading(R"({"scores":"a"})"), ThrowsMessage<Error>(HasSubstr("neither 'boxes'")));
  EXPECT_THAT(reading(R"({"boxes":"a","most":0})"), ThrowsMessage<Error>(HasSubstr("most")));
  EXPECT_THAT(reading(R"({"boxes":"a","activation":"sigmoid"})"),
              ThrowsMessage<Error>(HasSubstr("needs 'scores'")));
  EXPECT_THAT(reading("[1]"), ThrowsMessage<Error>(HasSubstr("expected a JSON object")));
}

}  // namespace
}  // namespace sprint::verify
