#include "verify/detections/decode.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "base/error.h"
#include "verify/detections/table.h"

namespace sprint::verify {
namespace {

struct Score {
  float value = 1;
  int64_t class_index = 0;
};

// Where a box comes from. `line` is that of its coordinates, `score_line` that of its scores.
struct Place {
  int64_t picture, line, score_line;
};

float sigmoid(float x) { return 1 / (1 + std::exp(-x)); }

class Decoder {
 public:
  Decoder(const Head& head, std::span<const TensorSpec> specs,
          std::span<const Tensor* const> outputs)
      : head_(head), specs_(specs), outputs_(outputs) {
    if (!head.boxes.empty()) boxes_ = table(head.boxes, head.layout);
    if (boxes_) check_column(head.boxes, *boxes_, head.box_column + 3);
    if (!head.selected.empty()) selected_ = table(head.selected, Layout::rows);
    if (selected_ && (selected_->columns() != 3 || selected_->pictures() != 1))
      fail("output '{}': expected the [n, 3] of NonMaxSuppression, got {}", head.selected,
           dims_text(find(head.selected).dims));
    scores_ = attributes(head.scores, head.score_column);
    objectness_ = attributes(head.objectness, head.objectness_column);
    classes_ = attributes(head.classes, head.class_column);
  }

  std::vector<Boxes> run() const {
    std::vector<Boxes> found(pictures());
    if (selected_)
      add_selected(found);
    else
      add_all(found);
    for (Boxes& boxes : found)
      boxes = suppress(std::move(boxes), head_.nms_iou, static_cast<size_t>(head_.most));
    return found;
  }

 private:
  const Tensor& find(const std::string& name) const {
    const auto spec = std::ranges::find(specs_, name, &TensorSpec::name);
    if (spec == specs_.end())
      fail("detections: the model has no output '{}'; its first is '{}'", name,
           specs_.empty() ? "" : specs_[0].name);
    return *outputs_[static_cast<size_t>(spec - specs_.begin())];
  }

  static void check_column(const std::string& name, const Table& table, int64_t column) {
    if (column >= table.columns() && table.lines() > 0)
      fail("output '{}': the description asks for attribute {}, it has {}", name, column,
           table.columns());
  }

  Table table(const std::string& name, Layout layout) const {
    const Tensor& tensor = find(name);
    const std::optional<TableShape> shape = table_shape(tensor, layout);
    if (!shape)
      fail("output '{}': expected one line per box with its attributes, got {}", name,
           dims_text(tensor.dims));
    return {tensor, layout, *shape};
  }

  std::optional<Table> attributes(const std::string& name, int64_t column) const {
    if (name.empty()) return std::nullopt;
    if (name == head_.boxes || !boxes_)
      return table(name, name == head_.boxes ? head_.layout : head_.score_layout);
    const Tensor& tensor = find(name);
    const std::optional<TableShape> shape =
        attribute_shape(tensor, head_.score_layout, boxes_->shape());
    if (!shape)
      fail("output '{}': expected attributes of the {} x {} boxes of '{}', got {}", name,
           boxes_->pictures(), boxes_->lines(), head_.boxes, dims_text(tensor.dims));
    Table found(tensor, head_.score_layout, *shape);
    check_column(name, found, column);
    return found;
  }

  size_t pictures() const {
    if (boxes_) return static_cast<size_t>(boxes_->pictures());
    return scores_ ? static_cast<size_t>(scores_->pictures()) : 1;
  }

  // Lines of `picture` that are boxes.
  int64_t lines(int64_t picture) const {
    if (head_.count.empty()) return boxes_->lines();
    const std::vector<float> counts = to_floats(find(head_.count));
    if (counts.size() != pictures())
      fail("output '{}': expected one number per picture, got {}", head_.count,
           dims_text(find(head_.count).dims));
    const float count = counts[static_cast<size_t>(picture)];
    return count > 0 ? std::min(static_cast<int64_t>(std::min(count, 1e9F)), boxes_->lines()) : 0;
  }

  void add_all(std::vector<Boxes>& found) const {
    for (int64_t picture = 0; picture < boxes_->pictures(); ++picture) {
      for (int64_t line = 0, end = lines(picture); line < end; ++line)
        add(found, {picture, line, line}, best_score(picture, line));
    }
  }

  void add_selected(std::vector<Boxes>& found) const {
    for (int64_t i = 0; i < selected_->lines(); ++i) {
      const auto number = [&](int64_t column) {
        return static_cast<int64_t>(selected_->at(0, i, column));
      };
      const int64_t picture = number(0), class_index = number(1), box = number(2);
      const Place place = head_.gathered ? Place{0, i, i} : Place{picture, box, box};
      check_selected(picture, place);
      Boxes& boxes = found[static_cast<size_t>(head_.gathered ? 0 : picture)];
      if (!boxes_) {
        const auto x = static_cast<float>(box);
        boxes.push_back({x, 0, x + 1, 1, class_index, 1});
        continue;
      }
      add(found, place, {selected_score(place, class_index), class_index});
    }
  }

  void check_selected(int64_t picture, const Place& place) const {
    const bool known = picture >= 0 && place.line >= 0 &&
                       (head_.gathered || picture < static_cast<int64_t>(pictures())) &&
                       (!boxes_ || place.line < boxes_->lines());
    if (!known)
      fail("output '{}' names box {} of picture {}, which '{}' does not have", head_.selected,
           place.line, picture, head_.boxes);
  }

  float selected_score(const Place& place, int64_t class_index) const {
    if (!scores_) return 1;
    const int64_t column = scores_->columns() == 1 ? 0 : head_.score_column + class_index;
    check_column(head_.scores, *scores_, column);
    const float raw = scores_->at(place.picture, place.score_line, column);
    return head_.activation == Activation::none ? raw : sigmoid(raw);
  }

  void add(std::vector<Boxes>& found, const Place& place, const Score& score) const {
    if (!(score.value >= head_.score_threshold)) return;
    const auto value = [&](int64_t i) {
      return boxes_->at(place.picture, place.line, head_.box_column + i);
    };
    Box box = corners(value(0), value(1), value(2), value(3));
    box.class_index = score.class_index;
    box.score = score.value;
    found[static_cast<size_t>(place.picture)].push_back(box);
  }

  Box corners(float a, float b, float c, float d) const {
    switch (head_.format) {
      case BoxFormat::xyxy:
        return {a, b, c, d};
      case BoxFormat::yxyx:
        return {b, a, d, c};
      case BoxFormat::xywh:
        return {a, b, a + c, b + d};
      default:
        return {a - c / 2, b - d / 2, a + c / 2, b + d / 2};
    }
  }

  Score best_score(int64_t picture, int64_t line) const {
    if (!scores_) return {1, class_number(picture, line)};
    Score best = classes_ ? Score{activated(scores_->at(picture, line, head_.score_column)),
                                  class_number(picture, line)}
                          : best_class(picture, line);
    if (objectness_)
      best.value *= activated(objectness_->at(picture, line, head_.objectness_column));
    return best;
  }

  int64_t class_number(int64_t picture, int64_t line) const {
    if (!classes_) return 0;
    const float number = classes_->at(picture, line, head_.class_column);
    return std::abs(number) < 1e9F ? std::llround(number) : -1;
  }

  float activated(float raw) const {
    return head_.activation == Activation::none ? raw : sigmoid(raw);
  }

  // Of every class but the background the first with the highest score.
  Score best_class(int64_t picture, int64_t line) const {
    float best = -INFINITY;
    int64_t best_class = 0;
    for (int64_t column = head_.score_column; column < scores_->columns(); ++column) {
      const float raw = scores_->at(picture, line, column);
      const int64_t class_index = column - head_.score_column;
      if (class_index == head_.background || !(raw > best)) continue;
      best = raw;
      best_class = class_index;
    }
    if (head_.activation != Activation::softmax) return {activated(best), best_class};
    return {best == -INFINITY ? 0 : softmax(picture, line, best), best_class};
  }

  float softmax(int64_t picture, int64_t line, float raw) const {
    float sum = 0;
    for (int64_t column = head_.score_column; column < scores_->columns(); ++column)
      sum += std::exp(scores_->at(picture, line, column) - raw);
    return 1 / sum;
  }

  const Head& head_;
  std::span<const TensorSpec> specs_;
  std::span<const Tensor* const> outputs_;
  std::optional<Table> boxes_, scores_, objectness_, classes_, selected_;
};

}  // namespace

std::vector<Boxes> decode(const Head& head, std::span<const TensorSpec> specs,
                          std::span<const Tensor* const> outputs) {
  return Decoder(head, specs, outputs).run();
}

Box normalize(const Box& box, BoxUnit unit, double width, double height) {
  if (unit == BoxUnit::normalized) return box;
  Box scaled = box;
  scaled.x0 = static_cast<float>(box.x0 / width);
  scaled.x1 = static_cast<float>(box.x1 / width);
  scaled.y0 = static_cast<float>(box.y0 / height);
  scaled.y1 = static_cast<float>(box.y1 / height);
  return scaled;
}

}  // namespace sprint::verify
