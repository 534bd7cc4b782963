// The scatter of recipes.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>

#include "report/charts.h"
#include "report/html_text.h"
#include "report/plot.h"
#include "report/rows.h"
#include "verify/limits.h"

namespace sprint::report {
namespace {

struct Point {
  size_t number = 0;  // in the table, from 1
  double x = 0, y = 0;
  const optimize::Attempt* attempt = nullptr;
  bool chosen = false;
};

// What the chart shows upwards: the first figure of the output that uses most of its limit in the
// chosen attempt, turned so that more is better.
struct Axis {
  size_t quality = 0;
  std::string title;
  double line = 0;  // the limit
};

// Shares in percent.
double upwards(const Metric& metric, double value) {
  if (metric.base_figure) return (*metric.base_figure - value) * 100;
  const double scaled = metric.unit == Unit::share ? value * 100 : value;
  if (metric.higher_is_better) return scaled;
  return metric.unit == Unit::share ? 100 - scaled : -scaled;
}

std::string title_of(const Metric& metric) {
  if (metric.base_figure) return metric.figure_label + ", %";
  if (metric.unit == Unit::db) return metric.label + ", dB";
  if (metric.unit == Unit::number)
    return metric.higher_is_better ? metric.label : "less " + metric.label;
  return metric.higher_is_better ? metric.label + ", %" : "100% less " + metric.label + ", %";
}

std::optional<Axis> choose_axis(const Report& report) {
  const LimitedMetric* const closest = verify::closest_limit(report.verdict);
  if (closest == nullptr) return {};
  const OutputQuality& quality = report.comparison.qualities[closest->quality];
  const Metric& metric = quality.metrics[0];
  const std::optional<double> limit =
      verify::limit_of(report.requirements, quality.measure, metric);
  if (!limit) return {};
  return Axis{closest->quality, title_of(metric), upwards(metric, *limit)};
}

std::vector<Point> points_of(const Report& report, const Axis& axis) {
  std::vector<Point> points;
  for (size_t i = 0; i < report.attempts.size(); ++i) {
    const optimize::Attempt& attempt = report.attempts[i];
    if (!attempt.failure.empty() || attempt.comparison.qualities.size() <= axis.quality) continue;
    const OutputQuality& quality = attempt.comparison.qualities[axis.quality];
    if (quality.metrics.empty()) continue;
    points.push_back({i + 1, attempt.comparison.latency_ratio.value,
                      upwards(quality.metrics[0], quality.metrics[0].value), &attempt,
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

// A place on charts of two widths, a phone's and a desk's: text keeps its size, distances do not.
struct Place {
  Offset narrow, wide;
};

constexpr double kHeight = 290, kNarrow = 270, kWide = 950;

Place place_of(const Point& point, const Offset& offset, const Scale& x, const Scale& y) {
  const double across = x.percent(point.x) / 100;
  const double down = (1 - y.percent(point.y) / 100) * kHeight + offset.y;
  return {{across * kNarrow + offset.x, down}, {across * kWide + offset.x, down}};
}

bool apart(const Place& a, const Place& b, double distance) {
  return std::hypot(a.narrow.x - b.narrow.x, a.narrow.y - b.narrow.y) >= distance &&
         std::hypot(a.wide.x - b.wide.x, a.wide.y - b.wide.y) >= distance;
}

// Offsets to try, the nearest first.
std::vector<Offset> rings() {
  constexpr int kRings = 6, kDirections = 16;
  std::vector<Offset> offsets;
  for (int ring = 0; ring < kRings; ++ring)
    for (int i = 0; i < kDirections; ++i) {
      const double angle = 2 * std::numbers::pi * (i - 4) / kDirections, radius = 19 + 15 * ring;
      offsets.push_back({radius * std::cos(angle), radius * std::sin(angle)});
    }
  return offsets;
}

// Places the number of each point near it, clear of all points and of numbers placed before.
std::vector<Offset> place_numbers(const std::vector<Point>& points, const Scale& x,
                                  const Scale& y) {
  constexpr double kFromPoint = 14, kFromNumber = 19;
  std::vector<Place> dots, numbers;
  for (const Point& point : points) dots.push_back(place_of(point, {}, x, y));
  const std::vector<Offset> candidates = rings();
  std::vector<Offset> offsets;
  for (const Point& point : points) {
    const auto fits = [&](const Offset& offset) {
      const Place place = place_of(point, offset, x, y);
      const auto clear = [&](double distance) {
        return [&place, distance](const Place& other) { return apart(place, other, distance); };
      };
      return place.narrow.y > 0 && place.narrow.y < kHeight && place.narrow.x > 0 &&
             place.narrow.x < kNarrow && std::ranges::all_of(dots, clear(kFromPoint)) &&
             std::ranges::all_of(numbers, clear(kFromNumber));
    };
    const auto found = std::ranges::find_if(candidates, fits);
    offsets.push_back(found == candidates.end() ? candidates.front() : *found);
    numbers.push_back(place_of(point, offsets.back(), x, y));
  }
  return offsets;
}

std::string draw(const Point& point, const Offset& offset, const Scale& x, const Scale& y) {
  const AttemptRow row = attempt_row(*point.attempt);
  return fmt::format(
      "<svg x=\"{:.2f}%\" y=\"{:.2f}%\" class=\"point{}\"><title>{} on {}: {}, {}, {}</title>"
      "<line x2=\"{:.1f}\" y2=\"{:.1f}\"/><circle r=\"5\"/>"
      "<circle class=\"number\" cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"9\"/>"
      "<text x=\"{:.1f}\" y=\"{:.1f}\">{}</text></svg>\n",
      x.percent(point.x), 100 - y.percent(point.y),
      point.chosen                      ? " chosen"
      : point.attempt->verdict.accepted ? " good"
                                        : "",
      html_text(row.recipe), row.runtime, html_text(row.time), html_text(row.quality),
      html_text(row.verdict), offset.x, offset.y, offset.x, offset.y, offset.x, offset.y + 4,
      point.number);
}

}  // namespace

std::string recipe_chart(const Report& report) {
  const std::optional<Axis> axis = choose_axis(report);
  if (!axis) return "";
  std::vector<Point> points = points_of(report, *axis);
  if (points.empty()) return "";
  const double line = axis->line;
  if (report.comparison.qualities[axis->quality].metrics[0].unit == Unit::db)
    clamp_far_points(points, line);
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
  return plot({.name = "Recipes by time and quality",
               .x_title = fmt::format("time of an inference, {} = 1 (less is better)",
                                      base_name(report.comparison)),
               .y_title = axis->title + " (more is better)",
               .x = x,
               .y = y,
               .shapes = shapes});
}

}  // namespace sprint::report
