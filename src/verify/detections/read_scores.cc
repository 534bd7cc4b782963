#include <algorithm>
#include <cmath>

#include "verify/detections/recognisers.h"

namespace sprint::verify {
namespace {

// How often something happens in the lines of all examples, as shares.
struct Shares {
  double first_wins = 0, last_wins = 0, all_negative = 0;
};

Shares shares_of(const std::vector<Table>& tables, int64_t first) {
  Shares shares;
  double lines = 0;
  for (const Table& table : tables) {
    for (int64_t picture = 0; picture < table.pictures(); ++picture) {
      for (int64_t line = 0; line < table.lines(); ++line) {
        int64_t best = first;
        for (int64_t column = first; column < table.columns(); ++column)
          if (table.at(picture, line, column) > table.at(picture, line, best)) best = column;
        ++lines;
        shares.first_wins += best == first ? 1 : 0;
        shares.last_wins += best == table.columns() - 1 ? 1 : 0;
        shares.all_negative += table.at(picture, line, best) < 0 ? 1 : 0;
      }
    }
  }
  for (double* share : {&shares.first_wins, &shares.last_wins, &shares.all_negative})
    *share /= std::max(lines, 1.0);
  return shares;
}

std::vector<float> all_values(const std::vector<Table>& tables, int64_t first) {
  std::vector<float> values;
  for (int64_t column = first; column < tables[0].columns(); ++column) {
    const std::vector<float> more = column_values(tables, column);
    values.insert(values.end(), more.begin(), more.end());
  }
  return values;
}

}  // namespace

std::optional<ScoreReading> read_scores(const std::vector<Table>& tables, int64_t first) {
  constexpr double kMost = 0.6;  // of the lines: most of a picture is no object
  const int64_t last = tables[0].columns() - 1 - first;
  const std::vector<float> values = all_values(tables, first);
  const bool finite = std::ranges::all_of(values, [](float v) { return std::isfinite(v); });
  if (values.empty() || !finite) return {};
  const Shares shares = shares_of(tables, first);
  if (in_unit_interval(values)) {
    if (last < 1 || !sum_to_one(tables, first)) return ScoreReading{};
    return ScoreReading{Activation::none, shares.last_wins >= kMost ? last : 0};
  }
  if (shares.all_negative >= kMost) return ScoreReading{Activation::sigmoid, {}};
  if (last < 1) return {};
  if (shares.first_wins >= kMost) return ScoreReading{Activation::softmax, 0};
  if (shares.last_wins >= kMost) return ScoreReading{Activation::softmax, last};
  return {};
}

const char* coordinates_text(const Coordinates& coordinates) {
  const bool normalized = coordinates.unit == BoxUnit::normalized;
  if (coordinates.format == BoxFormat::cxcywh)
    return normalized ? "normalized centres and sizes" : "centres and sizes in pixels";
  return normalized ? "normalized corners" : "corners in pixels";
}

}  // namespace sprint::verify
