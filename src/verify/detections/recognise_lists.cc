// Heads whose model suppresses boxes itself: NonMaxSuppression's selection, lists, rows.
#include <fmt/format.h>

#include <algorithm>

#include "verify/detections/recognisers.h"

namespace sprint::verify {
namespace {

bool has_operator(const ir::Graph& graph, std::string_view op_type) {
  return std::ranges::any_of(graph.nodes,
                             [&](const ir::Node& node) { return node.op_type == op_type; });
}

Head suppressed_head() {
  Head head;
  head.nms_iou = 1;
  return head;
}

void set_coordinates(Head& head, const Coordinates& coordinates) {
  head.format = coordinates.format;
  head.unit = coordinates.unit;
}

bool is_selection(const Seen& seen) {
  return seen.integer() && seen.dims.size() == 2 && seen.columns() == 3;
}

bool has_boxes(const Seen& seen) { return seen.floating() && seen.columns() == 4; }

// Every example has as many lines as `lines` has.
bool same_number(const Seen& seen, const Seen& lines) {
  for (size_t i = 0; i < seen.tables.size(); ++i)
    if (seen.tables[i].lines() != lines.tables[i].lines()) return false;
  return true;
}

// The corners or centres of boxes that a model chose itself, which may lie where they like; corners
// where no box was seen.
std::optional<Coordinates> chosen_coordinates(const std::vector<Table>& tables, int64_t column) {
  const std::vector<Four> boxes = fours(tables, column);
  if (boxes.empty()) return Coordinates{BoxFormat::xyxy, BoxUnit::pixels};
  return coordinates_of(boxes, {});
}

// The output of one value per box that passes `test`; null where there is none.
template <typename Test>
const Seen* find_attribute(const std::vector<Seen>& seen, const Seen& boxes, Test&& test) {
  for (const Seen& other : seen) {
    if (&other == &boxes) continue;
    const auto tables = attributes_in(other, Layout::rows, boxes.tables);
    if (tables && (*tables)[0].columns() == 1 && test(other, column_values(*tables, 0)))
      return &other;
  }
  return nullptr;
}

// One whole number per picture, none above the number of lines.
const Seen* find_count(const std::vector<Seen>& seen, const Seen& boxes) {
  for (const Seen& other : seen) {
    bool fits = &other != &boxes && dtype_bits(other.dtype) > 0 && boxes.tables[0].lines() > 1;
    for (size_t i = 0; fits && i < other.tensors.size(); ++i) {
      const std::vector<float> values = to_floats(*other.tensors[i]);
      const auto most = static_cast<float>(boxes.tables[i].lines());
      fits = static_cast<int64_t>(values.size()) == boxes.tables[i].pictures() &&
             whole_numbers(values) &&
             std::ranges::all_of(values, [&](float v) { return v >= 0 && v <= most; });
    }
    if (fits) return &other;
  }
  return nullptr;
}

// Where box, score and class stand in a row.
struct Arrangement {
  int64_t columns, box, score, class_number;
};

constexpr Arrangement kArrangements[] = {
    {6, 0, 4, 5},  // box, score, class
    {6, 0, 5, 4},  // box, class, score
    {6, 2, 1, 0},  // class, score, box
    {6, 2, 0, 1},  // score, class, box
    {7, 3, 2, 1},  // picture, class, score, box
    {7, 3, 1, 2},  // picture, score, class, box
    {7, 1, 6, 5},  // picture, box, class, score
    {7, 1, 5, 6},  // picture, box, score, class
};

bool fits(const Arrangement& arrangement, const std::vector<Table>& tables) {
  const std::vector<float> classes = column_values(tables, arrangement.class_number);
  const std::vector<float> scores = column_values(tables, arrangement.score);
  if (!whole_numbers(classes) || !in_unit_interval(scores) || whole_numbers(scores)) return false;
  if (std::ranges::any_of(classes, [](float value) { return value < -1 || value > 1e5F; }))
    return false;
  if (arrangement.columns == 7 && !whole_numbers(column_values(tables, 0))) return false;
  const auto coordinates = chosen_coordinates(tables, arrangement.box);
  return coordinates && coordinates->format == BoxFormat::xyxy;
}

}  // namespace

Found recognise_selected(const Outputs& outputs, const std::vector<Seen>& seen) {
  const auto selection = std::ranges::find_if(seen, is_selection);
  if (selection == seen.end() || !has_operator(outputs.graph, "NonMaxSuppression")) return {};
  Head head = suppressed_head();
  head.selected = selection->name;
  std::string what = fmt::format("'{}' is the selection of NonMaxSuppression", selection->name);
  const auto boxes = std::ranges::find_if(seen, has_boxes);
  const auto coordinates =
      boxes == seen.end() ? std::nullopt : chosen_coordinates(boxes->tables, 0);
  if (!coordinates) return Recognition{head, what + ", whose boxes are no output"};
  head.boxes = boxes->name;
  head.gathered = same_number(*boxes, *selection);
  set_coordinates(head, *coordinates);
  return Recognition{head, fmt::format("{} and '{}' has its boxes, {}", what, boxes->name,
                                       coordinates_text(*coordinates))};
}

Found recognise_lists(const Outputs&, const std::vector<Seen>& seen) {
  for (const Seen& boxes : seen) {
    const bool scored = boxes.floating() && boxes.columns() == 5;
    if (!scored && !has_boxes(boxes)) continue;
    const Seen* const classes =
        find_attribute(seen, boxes, [](const Seen& other, const std::vector<float>& values) {
          return other.integer() || (!values.empty() && whole_numbers(values));
        });
    const Seen* const scores =
        find_attribute(seen, boxes, [&](const Seen& other, const std::vector<float>& values) {
          return &other != classes && other.floating() && in_unit_interval(values);
        });
    if (classes == nullptr || (scores == nullptr && !scored)) continue;
    if (scored && !in_unit_interval(column_values(boxes.tables, 4))) continue;
    const auto coordinates = chosen_coordinates(boxes.tables, 0);
    if (!coordinates) continue;
    Head head = suppressed_head();
    head.boxes = boxes.name;
    head.classes = classes->name;
    head.scores = scored ? boxes.name : scores->name;
    head.score_column = scored ? 4 : 0;
    set_coordinates(head, *coordinates);
    const Seen* const count = find_count(seen, boxes);
    if (count != nullptr) {
      head.count = count->name;
      if (coordinates->unit == BoxUnit::normalized) head.format = BoxFormat::yxyx;  // TensorFlow's
    }
    return Recognition{
        head, fmt::format("'{}' lists boxes ({}) with scores in '{}' and classes in '{}'",
                          boxes.name, coordinates_text(*coordinates), head.scores, classes->name)};
  }
  return {};
}

Found recognise_rows(const Outputs&, const std::vector<Seen>& seen) {
  for (const Seen& rows : seen) {
    if (!rows.floating()) continue;
    const Arrangement* found = nullptr;
    for (const Arrangement& arrangement : kArrangements) {
      if (arrangement.columns != rows.columns() || !fits(arrangement, rows.tables)) continue;
      if (found != nullptr)
        return Recognition{{},
                           fmt::format("the rows of '{}' may be boxes with scores and classes, in "
                                       "more than one order: --detections can describe them",
                                       rows.name)};
      found = &arrangement;
    }
    if (found == nullptr) continue;
    Head head = suppressed_head();
    head.boxes = head.scores = head.classes = rows.name;
    head.box_column = found->box;
    head.score_column = found->score;
    head.class_column = found->class_number;
    const auto coordinates = chosen_coordinates(rows.tables, found->box);
    set_coordinates(head, *coordinates);
    return Recognition{
        head, fmt::format("the rows of '{}' are boxes from attribute {} on ({}), scores at {} and "
                          "classes at {}",
                          rows.name, found->box, coordinates_text(*coordinates), found->score,
                          found->class_number)};
  }
  return {};
}

}  // namespace sprint::verify
