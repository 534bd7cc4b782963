// How the outputs of a detector are to be read as boxes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sprint::verify {

enum class BoxFormat {
  xyxy,    // two corners
  yxyx,    // two corners, y first
  cxcywh,  // centre, width, height
  xywh,    // upper left corner, width, height
};

enum class BoxUnit {
  normalized,  // the picture is 1 wide and 1 high
  pixels,      // of the model's input
};

// Which dimension of an output counts boxes, and which their attributes.
enum class Layout {
  rows,     // [N, boxes, attributes]
  columns,  // [N, attributes, boxes]
};

enum class Activation { none, sigmoid, softmax };

// A decoded head: coordinates are those of boxes, not offsets from anchors. Every output is a table
// with one line per box and its attributes; [N, boxes] and [boxes] are tables of one attribute.
struct Head {
  std::string boxes;       // the output of the coordinates; empty: `selected` alone is compared
  int64_t box_column = 0;  // the first of four attributes
  BoxFormat format = BoxFormat::xyxy;
  BoxUnit unit = BoxUnit::pixels;
  Layout layout = Layout::rows;

  // The output of the scores, which may be that of the boxes; empty: every box has score 1. With
  // `classes` one attribute is the score, without it every attribute from this one on is the score
  // of a class, and the best of them counts.
  std::string scores;
  int64_t score_column = 0;
  Layout score_layout = Layout::rows;
  std::optional<int64_t> background;  // the class that is no object, among those of the scores
  Activation activation = Activation::none;  // to be applied to scores and objectness

  std::string objectness;  // the output of a factor of every score; empty: none
  int64_t objectness_column = 0;

  std::string classes;  // the output of class numbers; empty: the scores tell
  int64_t class_column = 0;

  std::string count;     // the output that says how many lines of each picture are boxes
  std::string selected;  // an output of NonMaxSuppression, [n, 3]: picture, class, box
  // Whether line i of the boxes is that of line i of `selected`, not the one that it numbers.
  bool gathered = false;

  double score_threshold = 0.5;  // in [0, 1]: lower scores are no detection
  double nms_iou = 0.45;         // of suppress(); 1: the model suppresses itself
  int64_t most = 300;            // boxes of one picture

  friend bool operator==(const Head&, const Head&) = default;
};

// Of the outputs that the head reads; no name twice.
std::vector<std::string> output_names(const Head& head);

// The description as JSON, as stored under kDetectionsKey, and back; docs/detections.md lists the
// keys. Keys that have their defaults are left out. Throws Error on a key or value that it does not
// know, with the nearest that it does, and where keys contradict each other.
std::string head_to_json(const Head& head);
Head head_from_json(std::string_view json);

// The metadata key of models that store a description.
inline constexpr const char* kDetectionsKey = "sprint.detections";

}  // namespace sprint::verify
