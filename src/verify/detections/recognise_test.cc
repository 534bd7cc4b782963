#include "verify/detections/recognise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <random>

#include "ir/graph_for_test.h"

namespace sprint::verify {
namespace {

using ::testing::HasSubstr;

constexpr double kWidth = 320, kHeight = 240;

// A model known by its outputs alone, and a few samples of them.
struct Seen {
  std::vector<TensorSpec> specs;
  std::vector<std::vector<Tensor>> examples{3};
  ir::Graph graph;
  bool takes_pictures = true;

  void add(const std::string& name, DType dtype, std::vector<int64_t> dims,
           const std::function<double(size_t)>& value) {
    specs.push_back({name, dtype, dims});
    for (std::vector<Tensor>& example : examples) example.push_back(filled(dtype, dims, value));
  }

  static Tensor filled(DType dtype, std::vector<int64_t> dims,
                       const std::function<double(size_t)>& value) {
    Tensor tensor(dtype, std::move(dims));
    for (size_t i = 0; i < static_cast<size_t>(tensor.count()); ++i) {
      if (dtype == DType::int64)
        tensor.as<int64_t>()[i] = std::llround(value(i));
      else
        tensor.as<float>()[i] = static_cast<float>(value(i));
    }
    return tensor;
  }

  Recognition result() const {
    return recognise({graph, specs, examples, takes_pictures, {kWidth, kHeight}});
  }

  Head head() const {
    const Recognition found = result();
    EXPECT_TRUE(found.head) << found.reason;
    EXPECT_NE(found.reason, "");
    return found.head.value_or(Head{});
  }
};

// Random numbers of the parts of a detector.
class Numbers {
 public:
  double uniform(double low, double high) {
    return std::uniform_real_distribution<double>(low, high)(random_);
  }
  double normal() { return normal_(random_); }

  // Attribute `part` of box `line` of a dense head over a grid of 20 columns.
  double dense(size_t line, size_t part, bool corners, double width, double height) {
    const double x = (static_cast<double>(line % 20) + 0.5) / 20 * width;
    const double y = (static_cast<double>(line / 20 % 20) + 0.5) / 20 * height;
    const double w = (0.1 + 0.05 * uniform(0, 1)) * width,
                 h = (0.1 + 0.05 * uniform(0, 1)) * height;
    if (corners) return std::array{x - w / 2, y - h / 2, x + w / 2, y + h / 2}.at(part);
    return std::array{x, y, w, h}.at(part);
  }

  // Mostly far below one half.
  double rare() { return std::pow(uniform(0, 1), 12); }

 private:
  std::mt19937 random_{7};
  std::normal_distribution<double> normal_;
};

TEST(Recognise, YoloV5RowsWithObjectness) {
  Numbers numbers;
  Seen seen;
  seen.add("output0", DType::float32, {1, 800, 15}, [&](size_t i) {
    const size_t line = i / 15, part = i % 15;
    if (part < 4) return numbers.dense(line, part, false, kWidth, kHeight);
    if (part == 4) return numbers.rare();
    return part == 5 + line % 10 ? numbers.uniform(0.7, 1) : numbers.uniform(0, 0.1);
  });
  const Head head = seen.head();
  EXPECT_EQ(head.boxes, "output0");
  EXPECT_EQ(head.layout, Layout::rows);
  EXPECT_EQ(head.format, BoxFormat::cxcywh);
  EXPECT_EQ(head.unit, BoxUnit::pixels);
  EXPECT_EQ(head.objectness, "output0");
  EXPECT_EQ(head.objectness_column, 4);
  EXPECT_EQ(head.score_column, 5);
}

TEST(Recognise, RowsOfExclusiveClassesHaveNoObjectness) {
  Numbers numbers;
  Seen seen;
  seen.add("output0", DType::float32, {1, 800, 14}, [&](size_t i) {
    const size_t line = i / 14, part = i % 14;
    if (part < 4) return numbers.dense(line, part, true, 1, 1);
    return part == 4 + line % 10 ? numbers.rare() : numbers.uniform(0, 0.01);
  });
  const Head head = seen.head();
  EXPECT_EQ(head.format, BoxFormat::xyxy);
  EXPECT_EQ(head.unit, BoxUnit::normalized);
  EXPECT_EQ(head.objectness, "");
  EXPECT_EQ(head.score_column, 4);
}

TEST(Recognise, YoloV8Columns) {
  Numbers numbers;
  Seen seen;
  seen.add("output0", DType::float32, {1, 84, 8400}, [&](size_t i) {
    const size_t line = i % 8400, part = i / 8400;
    return part < 4 ? numbers.dense(line, part, false, kWidth, kHeight) : numbers.rare();
  });
  const Head head = seen.head();
  EXPECT_EQ(head.layout, Layout::columns);
  EXPECT_EQ(head.score_layout, Layout::columns);
  EXPECT_EQ(head.score_column, 4);
  EXPECT_EQ(head.objectness, "");
}

// Probabilities of `classes` classes, one of them the background.
std::function<double(size_t)> softmax_rows(size_t classes, size_t background) {
  return [=](size_t i) {
    const double rest = i / classes % 9 == 0 ? 0.9 : 0.1;
    return i % classes == background ? 1 - rest : rest / static_cast<double>(classes - 1);
  };
}

TEST(Recognise, UltraFaceScoresAndBoxesInEitherOrder) {
  Numbers numbers;
  for (const bool scores_first : {true, false}) {
    Seen seen;
    const auto add_scores = [&] {
      seen.add("scores", DType::float32, {1, 800, 2}, softmax_rows(2, 0));
    };
    if (scores_first) add_scores();
    seen.add("boxes", DType::float32, {1, 800, 4},
             [&](size_t i) { return numbers.dense(i / 4, i % 4, true, 1, 1); });
    if (!scores_first) add_scores();
    const Head head = seen.head();
    EXPECT_EQ(head.boxes, "boxes");
    EXPECT_EQ(head.scores, "scores");
    EXPECT_EQ(head.background, 0);
    EXPECT_EQ(head.format, BoxFormat::xyxy);
    EXPECT_EQ(head.unit, BoxUnit::normalized);
    EXPECT_LT(head.nms_iou, 1);
  }
}

TEST(Recognise, ScoresByColumnsAsForNonMaxSuppression) {
  Numbers numbers;
  Seen seen;
  seen.add("a", DType::float32, {1, 800, 4},
           [&](size_t i) { return numbers.dense(i / 4, i % 4, true, kWidth, kHeight); });
  seen.add("b", DType::float32, {1, 21, 800}, [&](size_t) { return numbers.rare(); });
  const Head head = seen.head();
  EXPECT_EQ(head.scores, "b");
  EXPECT_EQ(head.score_layout, Layout::columns);
  EXPECT_FALSE(head.background);
}

TEST(Recognise, BackgroundBehindTheClassesAndLogits) {
  Numbers numbers;
  Seen seen;
  seen.add("logits", DType::float32, {1, 100, 12},
           [&](size_t i) { return i % 12 == 11 ? 6.0 : numbers.normal(); });
  seen.add("pred_boxes", DType::float32, {1, 100, 4}, [&](size_t i) {
    return i % 4 < 2 ? numbers.uniform(0.1, 0.9) : numbers.uniform(0.01, 0.2);
  });
  const Head head = seen.head();
  EXPECT_EQ(head.format, BoxFormat::cxcywh);
  EXPECT_EQ(head.activation, Activation::softmax);
  EXPECT_EQ(head.background, 11);
}

TEST(Recognise, CentrenessBesideScores) {
  Numbers numbers;
  Seen seen;
  seen.add("bboxes", DType::float32, {1, 800, 4},
           [&](size_t i) { return numbers.dense(i / 4, i % 4, true, kWidth, kHeight); });
  seen.add("cls_scores", DType::float32, {1, 800, 20}, [&](size_t) { return numbers.rare(); });
  seen.add("score_factors", DType::float32, {1, 800, 1},
           [&](size_t) { return numbers.uniform(0, 1); });
  const Head head = seen.head();
  EXPECT_EQ(head.scores, "cls_scores");
  EXPECT_EQ(head.objectness, "score_factors");
}

TEST(Recognise, LandmarksBesideBoxesAreNoScores) {
  Numbers numbers;
  Seen seen;
  seen.add("bbox", DType::float32, {1, 800, 4},
           [&](size_t i) { return numbers.dense(i / 4, i % 4, true, 1, 1); });
  seen.add("conf", DType::float32, {1, 800, 2}, softmax_rows(2, 0));
  seen.add("landmark", DType::float32, {1, 800, 10}, [&](size_t) { return numbers.uniform(0, 1); });
  EXPECT_EQ(seen.head().scores, "conf");
}

// Gives every example another number of boxes.
void vary(Seen& seen) {
  for (size_t e = 0; e < seen.examples.size(); ++e) {
    for (Tensor& tensor : seen.examples[e]) {
      tensor.dims[0] -= static_cast<int64_t>(e);
      tensor.data.resize(byte_size(tensor.dtype, tensor.count()));
    }
  }
}

TEST(Recognise, ListsThatVaryInNumber) {
  Numbers numbers;
  Seen seen;
  seen.takes_pictures = false;
  seen.add("boxes", DType::float32, {5, 4}, [&](size_t i) {
    return i % 4 < 2 ? numbers.uniform(0, 100) : numbers.uniform(100, 300);
  });
  seen.add("labels", DType::int64, {5}, [&](size_t) { return numbers.uniform(1, 90); });
  seen.add("scores", DType::float32, {5}, [&](size_t) { return numbers.uniform(0, 1); });
  vary(seen);
  const Head head = seen.head();
  EXPECT_EQ(head.boxes, "boxes");
  EXPECT_EQ(head.classes, "labels");
  EXPECT_EQ(head.scores, "scores");
  EXPECT_EQ(head.nms_iou, 1);
}

TEST(Recognise, EmptyListsByTheirTypes) {
  Seen seen;
  const auto none = [](size_t) { return 0.0; };
  seen.add("boxes", DType::float32, {0, 4}, none);
  seen.add("labels", DType::int64, {0}, none);
  seen.add("scores", DType::float32, {0}, none);
  EXPECT_EQ(seen.head().classes, "labels");
}

TEST(Recognise, TensorFlowDetectionsWithACount) {
  Numbers numbers;
  Seen seen;
  seen.add("detection_boxes", DType::float32, {1, 100, 4},
           [&](size_t i) { return i % 4 < 2 ? numbers.uniform(0, 0.5) : numbers.uniform(0.5, 1); });
  seen.add("detection_classes", DType::float32, {1, 100},
           [&](size_t i) { return static_cast<double>(1 + i % 7); });
  seen.add("detection_scores", DType::float32, {1, 100},
           [&](size_t) { return numbers.uniform(0, 1); });
  seen.add("num_detections", DType::float32, {1}, [](size_t) { return 42.0; });
  const Head head = seen.head();
  EXPECT_EQ(head.count, "num_detections");
  EXPECT_EQ(head.classes, "detection_classes");
  EXPECT_EQ(head.scores, "detection_scores");
  EXPECT_EQ(head.format, BoxFormat::yxyx);
}

TEST(Recognise, BoxesWithScoresAndLabelsBeside) {
  Numbers numbers;
  Seen seen;
  seen.add("dets", DType::float32, {1, 40, 5}, [&](size_t i) {
    return i % 5 == 4  ? numbers.uniform(0, 1)
           : i % 5 < 2 ? numbers.uniform(0, 100)
                       : numbers.uniform(100, 300);
  });
  seen.add("labels", DType::int64, {1, 40}, [&](size_t) { return numbers.uniform(0, 79); });
  const Head head = seen.head();
  EXPECT_EQ(head.scores, "dets");
  EXPECT_EQ(head.score_column, 4);
  EXPECT_EQ(head.classes, "labels");
}

TEST(Recognise, RowsInTheUsualOrders) {
  struct Order {
    std::vector<int> parts;  // 0 to 3: box, 4: score, 5: class, 6: picture
    int64_t box, score, class_number;
  };
  const Order orders[] = {{{0, 1, 2, 3, 4, 5}, 0, 4, 5},    {{0, 1, 2, 3, 5, 4}, 0, 5, 4},
                          {{5, 4, 0, 1, 2, 3}, 2, 1, 0},    {{6, 5, 4, 0, 1, 2, 3}, 3, 2, 1},
                          {{6, 0, 1, 2, 3, 5, 4}, 1, 6, 5}, {{6, 0, 1, 2, 3, 4, 5}, 1, 5, 6}};
  for (const Order& order : orders) {
    Numbers numbers;
    Seen seen;
    const size_t width = order.parts.size();
    seen.add("y", DType::float32, {1, 300, static_cast<int64_t>(width)}, [&](size_t i) {
      const int part = order.parts[i % width];
      if (part == 4) return numbers.uniform(0, 1);
      if (part == 5) return std::floor(numbers.uniform(0, 80));
      if (part == 6) return 0.0;
      return part < 2 ? numbers.uniform(0, 100) : numbers.uniform(100, 300);
    });
    const Head head = seen.head();
    EXPECT_EQ(head.box_column, order.box);
    EXPECT_EQ(head.score_column, order.score);
    EXPECT_EQ(head.class_column, order.class_number);
    EXPECT_EQ(head.classes, "y");
    EXPECT_EQ(head.nms_iou, 1);
  }
}

TEST(Recognise, SelectionsOfNonMaxSuppressionWithAndWithoutBoxes) {
  Numbers numbers;
  Seen seen;
  ir::add_node(seen.graph, "NonMaxSuppression", {"b", "s"}, {"sel"});
  seen.add("sel", DType::int64, {5, 3}, [&](size_t) { return numbers.uniform(0, 50); });
  EXPECT_EQ(seen.head().selected, "sel");
  EXPECT_EQ(seen.head().boxes, "");
  seen.add("y", DType::float32, {1, 5, 4},
           [&](size_t i) { return i % 4 < 2 ? numbers.uniform(20, 60) : numbers.uniform(5, 15); });
  EXPECT_EQ(seen.head().boxes, "y");
  EXPECT_EQ(seen.head().format, BoxFormat::cxcywh);
  EXPECT_TRUE(seen.head().gathered);
}

TEST(Recognise, OffsetsFromAnchorsAreDeclinedWithAReason) {
  Numbers numbers;
  Seen seen;
  seen.add("loc", DType::float32, {1, 800, 4}, [&](size_t) { return numbers.normal(); });
  seen.add("conf", DType::float32, {1, 800, 21}, softmax_rows(21, 0));
  const Recognition found = seen.result();
  EXPECT_FALSE(found.head);
  EXPECT_THAT(found.reason, HasSubstr("anchors"));
}

TEST(Recognise, LogitsBehindDenseBoxesAreDeclinedWithAReason) {
  Numbers numbers;
  Seen seen;
  seen.add("y", DType::float32, {1, 800, 10}, [&](size_t i) {
    return i % 10 < 4 ? numbers.dense(i / 10, i % 10, false, kWidth, kHeight) : numbers.normal();
  });
  const Recognition found = seen.result();
  EXPECT_FALSE(found.head);
  EXPECT_THAT(found.reason, HasSubstr("--detections"));
}

TEST(Recognise, TakesOtherOutputsForNoBoxes) {
  Numbers numbers;
  struct Other {
    std::vector<int64_t> dims;
    std::function<double(size_t)> value;
  };
  const auto events = [&](size_t) { return numbers.uniform(0, 1); };
  const Other others[] = {
      {{1, 10}, [&](size_t) { return numbers.normal(); }},                // a vector
      {{32, 10}, [&](size_t) { return numbers.uniform(0, 1); }},          // a batch of them
      {{1, 26, 37}, softmax_rows(37, 0)},                                 // a text
      {{1, 200, 37}, softmax_rows(37, 0)},                                // a long one
      {{1, 200, 37}, [&](size_t) { return numbers.normal(); }},           // its logits
      {{1, 500, 12}, [&](size_t) { return numbers.rare(); }},             // events in a sound
      {{1, 128, 4}, [&](size_t) { return std::abs(numbers.normal()); }},  // features
      {{1, 1, 64, 64}, events},                                           // a mask
      {{1, 64, 64}, [](size_t i) { return i % 64 + i / 64 > 64 ? 1.0 : 0.0; }},  // another
      {{1, 200, 16}, [](size_t i) { return i / 16 > 100 ? 0.9 : 0.1; }},
      {{1, 3, 80, 80, 85}, [&](size_t) { return numbers.normal(); }},  // raw maps
      {{1, 512}, [&](size_t) { return numbers.normal(); }},
      {{1, 6}, [&](size_t) { return numbers.uniform(0, 300); }},
      {{300, 6}, [&](size_t) { return numbers.normal(); }},
  };
  for (const Other& other : others) {
    Seen seen;
    seen.add("y", DType::float32, other.dims, other.value);
    EXPECT_FALSE(seen.result().head) << dims_text(other.dims);
  }
}

TEST(Recognise, TakesTwoOtherOutputsForNoBoxes) {
  Numbers numbers;
  Seen start_end;  // positions of an answer in a text
  start_end.add("start_logits", DType::float32, {1, 128}, [&](size_t) { return numbers.normal(); });
  start_end.add("end_logits", DType::float32, {1, 128}, [&](size_t) { return numbers.normal(); });
  EXPECT_FALSE(start_end.result().head);
  Seen states;
  states.add("h", DType::float32, {1, 800, 4}, [&](size_t) { return numbers.normal(); });
  states.add("c", DType::float32, {1, 800, 4}, [&](size_t) { return numbers.normal(); });
  EXPECT_FALSE(states.result().head);
  Seen ints;  // no NonMaxSuppression in the graph
  ints.add("sel", DType::int64, {5, 3}, [&](size_t) { return numbers.uniform(0, 50); });
  EXPECT_FALSE(ints.result().head);
}

TEST(Recognise, DenseHeadsNeedAPicture) {
  Numbers numbers;
  Seen seen;
  seen.takes_pictures = false;
  seen.add("output0", DType::float32, {1, 84, 8400}, [&](size_t i) {
    const size_t line = i % 8400, part = i / 8400;
    return part < 4 ? numbers.dense(line, part, false, kWidth, kHeight) : numbers.rare();
  });
  EXPECT_FALSE(seen.result().head);
}

TEST(PictureInput, KnowsBothLayouts) {
  const auto size = [](std::vector<int64_t> dims) {
    const TensorSpec spec{"x", DType::float32, std::move(dims)};
    return picture_input({&spec, 1});
  };
  EXPECT_EQ(size({1, 3, 240, 320})->width, 320);
  EXPECT_EQ(size({1, 240, 320, 3})->width, 320);
  EXPECT_EQ(size({1, 240, 320, 3})->height, 240);
  EXPECT_EQ(size({-1, 3, -1, -1})->height, 0);
  EXPECT_FALSE(size({1, 128}));
  EXPECT_FALSE(size({1, 64, 128}));
}

}  // namespace
}  // namespace sprint::verify
