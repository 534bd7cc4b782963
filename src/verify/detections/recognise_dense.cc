// Heads that give a box for every place of a grid, for the user to suppress.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "verify/detections/recognisers.h"

namespace sprint::verify {
namespace {

constexpr const char* kAdvice = "--detections can describe them";

// Outputs that may be the scores of boxes, and how they would be read.
struct ScoreOutput {
  const Seen* seen;
  Layout layout;
  std::vector<Table> tables;
  ScoreReading reading;
};

bool named_like_scores(const std::string& name) {
  constexpr std::array<std::string_view, 7> kWords{"score", "conf",  "cls",  "class",
                                                   "prob",  "logit", "label"};
  return std::ranges::any_of(
      kWords, [&](std::string_view word) { return name.find(word) != std::string::npos; });
}

std::vector<ScoreOutput> score_outputs(const std::vector<Seen>& seen, const Seen& boxes) {
  std::vector<ScoreOutput> found;
  for (const Seen& other : seen) {
    if (&other == &boxes || !other.floating()) continue;
    for (const Layout layout : {Layout::rows, Layout::columns}) {
      auto tables = attributes_in(other, layout, boxes.tables);
      const auto reading = tables ? read_scores(*tables, 0) : std::nullopt;
      if (!reading) continue;
      found.push_back({&other, layout, std::move(*tables), *reading});
      break;
    }
  }
  return found;
}

// Those of the best evidence: summing to 1, else a telling name, else all.
std::vector<ScoreOutput> best_scores(std::vector<ScoreOutput> all) {
  const auto keep = [&](auto&& test) {
    if (std::ranges::any_of(all, test))
      std::erase_if(all, [&](const ScoreOutput& scores) { return !test(scores); });
  };
  keep([](const ScoreOutput& scores) { return scores.reading.background.has_value(); });
  keep([](const ScoreOutput& scores) { return named_like_scores(scores.seen->name); });
  return all;
}

// FCOS's centre-ness and the like: one factor per box beside the scores of several classes.
void take_objectness(std::vector<ScoreOutput>& scores, Head& head) {
  if (scores.size() != 2) return;
  const auto one = std::ranges::find_if(
      scores, [](const ScoreOutput& output) { return output.tables[0].columns() == 1; });
  const bool sides =
      one != scores.end() && scores[one == scores.begin() ? 1 : 0].tables[0].columns() > 1;
  if (!sides) return;
  head.objectness = one->seen->name;
  scores.erase(one);
}

struct DenseBoxes {
  const Seen* seen;
  Coordinates coordinates;
};

std::optional<DenseBoxes> dense_boxes(const Outputs& outputs, const Seen& seen) {
  if (!seen.floating() || seen.columns() != 4 || seen.tables[0].lines() < 2) return {};
  const std::vector<Four> boxes = fours(seen.tables, 0);
  const auto coordinates = coordinates_of(boxes, outputs.picture);
  if (!coordinates) return {};
  constexpr int64_t kGrid = 400;  // fewer are queries, whose boxes go where objects are
  if (seen.tables[0].lines() >= kGrid && !covers_picture(boxes, *coordinates, outputs.picture))
    return {};
  return DenseBoxes{&seen, *coordinates};
}

// An output of four numbers per line that has scores beside it but does not hold boxes.
bool looks_raw(const Seen& seen, const std::vector<Seen>& all) {
  return seen.floating() && seen.columns() == 4 && seen.tables[0].lines() >= 100 &&
         !score_outputs(all, seen).empty();
}

Recognition separate_head(const Seen& boxes, const Coordinates& coordinates,
                          const ScoreOutput& scores, Head head) {
  head.boxes = boxes.name;
  head.format = coordinates.format;
  head.unit = coordinates.unit;
  head.scores = scores.seen->name;
  head.score_layout = scores.layout;
  head.activation = scores.reading.activation;
  head.background = scores.reading.background;
  return {head, fmt::format("'{}' has {} boxes ({}) and '{}' their scores of {} classes",
                            boxes.name, boxes.tables[0].lines(), coordinates_text(coordinates),
                            scores.seen->name, scores.tables[0].columns())};
}

// How the columns behind a dense box are read.
struct Columns {
  bool objectness;
  std::string reason;
};

float best_of(const Table& table, int64_t line, int64_t first) {
  float best = 0;
  for (int64_t column = first; column < table.columns(); ++column)
    best = std::max(best, table.at(0, line, column));
  return best;
}

// Of the lines with the highest fifth attribute: an object has a class as well, so that one of the
// following is high, too, while scores of classes exclude each other.
bool fifth_is_objectness(const std::vector<Table>& tables) {
  double fifth = 0, others = 0;
  for (const Table& table : tables) {
    std::vector<int64_t> lines(static_cast<size_t>(table.lines()));
    for (size_t i = 0; i < lines.size(); ++i) lines[i] = static_cast<int64_t>(i);
    const auto top = lines.begin() + std::min<std::ptrdiff_t>(20, std::ssize(lines));
    std::ranges::partial_sort(lines, top, std::ranges::greater{},
                              [&](int64_t line) { return table.at(0, line, 4); });
    for (auto line = lines.begin(); line != top; ++line) {
      fifth += table.at(0, *line, 4);
      others += best_of(table, *line, 5);
    }
  }
  return others >= 0.3 * fifth;
}

Found dense_head(const Outputs& outputs, const Seen& seen, Layout layout) {
  const std::vector<Table> tables = tables_in(seen, layout);
  const int64_t attributes = tables[0].columns();
  if (attributes < 5 || tables[0].lines() < 100 || tables[0].lines() < 2 * attributes) return {};
  if (sum_to_one(tables, 0)) return {};
  const std::vector<Four> boxes = fours(tables, 0);
  const auto coordinates = coordinates_of(boxes, outputs.picture);
  if (!coordinates || !covers_picture(boxes, *coordinates, outputs.picture)) return {};
  const auto reading = read_scores(tables, 4);
  if (!reading || reading->activation != Activation::none)
    return Recognition{{},
                       fmt::format("'{}' has {} boxes, but what follows them is not in [0, 1]: {}",
                                   seen.name, tables[0].lines(), kAdvice)};
  Head head;
  head.boxes = head.scores = seen.name;
  head.layout = head.score_layout = layout;
  head.format = coordinates->format;
  head.unit = coordinates->unit;
  const bool objectness = layout == Layout::rows && attributes > 5 && !reading->background &&
                          fifth_is_objectness(tables);
  head.score_column = objectness ? 5 : 4;
  head.background = reading->background;
  if (objectness) {
    head.objectness = seen.name;
    head.objectness_column = 4;
  }
  return Recognition{
      head, fmt::format("'{}' has {} boxes ({}) with {}{} class scores each", seen.name,
                        tables[0].lines(), coordinates_text(*coordinates),
                        objectness ? "objectness and " : "", attributes - head.score_column)};
}

}  // namespace

Found recognise_boxes_and_scores(const Outputs& outputs, const std::vector<Seen>& seen) {
  if (!outputs.takes_pictures) return {};
  Found declined;
  for (const Seen& output : seen) {
    const auto boxes = dense_boxes(outputs, output);
    if (!boxes) {
      if (!declined && looks_raw(output, seen))
        declined = Recognition{
            {},
            fmt::format("the four numbers per line of '{}' are not boxes within the picture, "
                        "perhaps offsets from anchors, which have to be decoded in the model",
                        output.name)};
      continue;
    }
    std::vector<ScoreOutput> scores = best_scores(score_outputs(seen, output));
    Head head;
    take_objectness(scores, head);
    if (scores.size() == 1) return separate_head(output, boxes->coordinates, scores[0], head);
    if (scores.size() > 1)
      declined = Recognition{
          {},
          fmt::format("'{}' has boxes, but '{}' and '{}' may both be their scores: {}", output.name,
                      scores[0].seen->name, scores[1].seen->name, kAdvice)};
  }
  return declined;
}

Found recognise_dense(const Outputs& outputs, const std::vector<Seen>& seen) {
  if (!outputs.takes_pictures) return {};
  Found declined;
  for (const Seen& output : seen) {
    if (!output.floating() || output.dims.size() != 3) continue;
    for (const Layout layout : {Layout::rows, Layout::columns}) {
      Found found = dense_head(outputs, output, layout);
      if (found && found->head) return found;
      if (found && !declined) declined = std::move(found);
    }
  }
  return declined;
}

}  // namespace sprint::verify
