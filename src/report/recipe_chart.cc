// The scatter of recipes.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "report/charts.h"
#include "report/html_text.h"
#include "report/plot.h"
#include "report/rows.h"

namespace sprint::report {
namespace {

struct Point {
  size_t number = 0;  // in the table, from 1
  double x = 0, y = 0;
  const optimize::Attempt* attempt = nullptr;
  bool chosen = false;
};

// The quality that the chart and the gate look at: in percent of the samples, or in dB.
double quality(const Comparison& comparison, std::optional<size_t> right) {
  const auto samples = static_cast<double>(comparison.held_out_samples);
  if (comparison.base.right && comparison.candidate.right)
    return static_cast<double>(*right) / samples * 100;
  if (comparison.classes) return static_cast<double>(comparison.classes->agreeing) / samples * 100;
  return std::ranges::min(comparison.outputs, {}, &OutputDifference::sqnr_db).sqnr_db;
}

double limit(const Report& report) {
  const Comparison& comparison = report.comparison;
  if (comparison.base.right)
    return quality(comparison, comparison.base.right) - report.requirements.max_drop * 100;
  return comparison.classes ? 100 - report.requirements.max_drop * 100
                            : report.requirements.min_sqnr_db;
}

std::vector<Point> points_of(const Report& report) {
  std::vector<Point> points;
  for (size_t i = 0; i < report.attempts.size(); ++i) {
    const optimize::Attempt& attempt = report.attempts[i];
    if (!attempt.failure.empty()) continue;
    points.push_back({i + 1, attempt.comparison.latency_ratio.value,
                      quality(attempt.comparison, attempt.comparison.candidate.right), &attempt,
                      i == report.chosen});
  }
  return points;
}

// A float model is as good as equal: 100 dB and more would squeeze the others together.
void clamp_far_points(std::vector<Point>& points, double line) {
  constexpr double kRoom = 20;
  double highest = line;
  for (const Point& point : points)
    if (point.attempt->quantized) highest = std::max(highest, point.y);
  for (Point& point : points) point.y = std::clamp(point.y, line - 3 * kRoom, highest + kRoom);
}

struct Offset {
  double x = 0, y = 0;  // pixels
};

// Places the number of each point beside it, away from those placed before, judged at the width of
// a small screen.
std::vector<Offset> place_numbers(const std::vector<Point>& points, const Scale& x,
                                  const Scale& y) {
  constexpr double kWidth = 270, kHeight = 280, kApart = 20;
  constexpr std::array<Offset, 8> kDirections{
      {{0, -1}, {1, 0}, {0, 1}, {-1, 0}, {0.7, -0.7}, {0.7, 0.7}, {-0.7, 0.7}, {-0.7, -0.7}}};
  std::vector<Offset> offsets, taken;
  for (const Point& point : points)
    taken.push_back({x.percent(point.x) / 100 * kWidth, -y.percent(point.y) / 100 * kHeight});
  const size_t count = points.size();
  for (size_t i = 0; i < count; ++i) {
    const Offset at = taken[i];
    Offset best, place;
    for (double radius = kApart; best.x == 0 && best.y == 0 && radius < 5 * kApart; radius += 8) {
      for (const Offset& direction : kDirections) {
        place = {at.x + direction.x * radius, at.y + direction.y * radius};
        const bool inside = place.x > 0 && place.x < kWidth && place.y < 0 && place.y > -kHeight;
        const bool free = std::ranges::none_of(taken, [&](const Offset& other) {
          return std::hypot(other.x - place.x, other.y - place.y) < kApart - 1;
        });
        if (!inside || !free) continue;
        best = {place.x - at.x, place.y - at.y};
        break;
      }
    }
    offsets.push_back(best);
    taken.push_back({at.x + best.x, at.y + best.y});
  }
  return offsets;
}

std::string draw(const Point& point, const Offset& offset, const Scale& x, const Scale& y) {
  const AttemptRow row = attempt_row(*point.attempt);
  return fmt::format(
      "<svg x=\"{:.2f}%\" y=\"{:.2f}%\" class=\"point{}\"><title>{}: {}, {}, {}</title>"
      "<line x2=\"{:.1f}\" y2=\"{:.1f}\"/><circle r=\"5\"/>"
      "<circle class=\"number\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"9\"/>"
      "<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text></svg>\n",
      x.percent(point.x), 100 - y.percent(point.y),
      point.attempt->verdict.accepted ? " good"
      : point.chosen                  ? " chosen"
                                      : "",
      html_text(row.recipe), html_text(row.time), html_text(row.quality), html_text(row.verdict),
      offset.x, offset.y, offset.x, offset.y, offset.x, offset.y + 4, point.number);
}

}  // namespace

std::string recipe_chart(const Report& report) {
  std::vector<Point> points = points_of(report);
  if (points.empty()) return "";
  const double line = limit(report);
  if (!report.comparison.classes) clamp_far_points(points, line);
  double left = 1, right = 1, bottom = line, top = line;
  for (const Point& point : points) {
    left = std::min(left, point.x);
    right = std::max(right, point.x);
    bottom = std::min(bottom, point.y);
    top = std::max(top, point.y);
  }
  const Scale x(left, right, 0.1), y(bottom, top, 0.15);
  const double one = x.percent(1), floor = 100 - y.percent(line);
  std::string shapes = fmt::format(
      "<rect class=\"region\" x=\"0\" y=\"0\" width=\"{:.2f}%\" height=\"{:.2f}%\"/>"
      "<line class=\"limit\" x1=\"{:.2f}%\" x2=\"{:.2f}%\" y1=\"0\" y2=\"100%\"/>"
      "<line class=\"limit\" x1=\"0\" x2=\"100%\" y1=\"{:.2f}%\" y2=\"{:.2f}%\"/>\n",
      one, floor, one, one, floor, floor);
  const std::vector<Offset> offsets = place_numbers(points, x, y);
  for (size_t i = points.size(); i-- > 0;) shapes += draw(points[i], offsets[i], x, y);
  const bool percent = report.comparison.classes.has_value();
  return plot({.name = "Recipes by time and quality",
               .x_title = fmt::format("time of an inference, {} = 1 (less is better)",
                                      base_name(report.comparison)),
               .y_title = fmt::format("{}, {} (more is better)", quality_name(report.comparison),
                                      percent ? "%" : "dB"),
               .x = x,
               .y = y,
               .shapes = shapes});
}

}  // namespace sprint::report
