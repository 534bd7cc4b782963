#include "verify/limits.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "verify/figure_text.h"

namespace sprint {

const std::vector<Limit>& default_limits() {
  static const std::vector<Limit> limits{
      {Measure::accuracy, "drop", 0.01},
      {Measure::agreement, "changed", 0.01},
      {Measure::detections, "f1", 0.98},
      {Measure::sequences, "edits", 0.01},
      {Measure::masks, "iou", 0.9},
      {Measure::scores, "changed", 0.01},
      {Measure::scores, "turned", 0.1},
      {Measure::scores, "error", 0.25},
      {Measure::embeddings, "cosine", 0.99},
      {Measure::embeddings, "lowest", 0.95},
      {Measure::embeddings, "centered", 0.95},
      {Measure::regression, "sqnr", 20},
      {Measure::regression, "error", 0.25},
  };
  return limits;
}

namespace verify {
namespace {

std::optional<double> find_limit(const std::vector<Limit>& limits, Measure measure,
                                 std::string_view metric) {
  for (const Limit& limit : limits)
    if (limit.measure == measure && limit.metric == metric) return limit.value;
  return {};
}

}  // namespace

std::optional<double> limit_of(const Requirements& requirements, Measure measure,
                               const Metric& metric) {
  if (const auto asked = find_limit(requirements.limits, measure, metric.name)) return asked;
  return metric.limit ? metric.limit : find_limit(default_limits(), measure, metric.name);
}

double used_share(const Metric& metric, double limit) {
  if (std::isnan(metric.value)) return std::numeric_limits<double>::infinity();
  if (metric.unit == Unit::db) {
    if (metric.value >= metric.ideal) return 0;
    return std::pow(10, (limit - metric.value) / 20);
  }
  const double sign = metric.higher_is_better ? -1 : 1;
  const double error = sign * (metric.value - metric.ideal),
               allowed = sign * (limit - metric.ideal);
  if (allowed > 0) return error / allowed;
  return error <= allowed ? std::min(error, 0.0) : std::numeric_limits<double>::infinity();
}

std::string metric_text(const Metric& metric, double value) {
  switch (metric.unit) {
    case Unit::share:
      return points_text(value) + (metric.higher_is_better ? "%" : " points");
    case Unit::db:
      return sqnr_text(value);
    case Unit::number:
      break;
  }
  return fmt::format("{:.4g}", value);
}

std::string limit_option(Measure measure, const Metric& metric, double used) {
  if (!(used <= 10)) return "";
  const double scale = metric.unit == Unit::db ? 1 : 1000;
  const double value = (metric.higher_is_better ? std::floor(metric.value * scale)
                                                : std::ceil(metric.value * scale)) /
                       scale;
  const std::string text = metric.unit == Unit::share ? fmt::format("{:.1f}%", value * 100)
                                                      : fmt::format("{:.4g}", value);
  return fmt::format("--limit {}.{}={}", measure_name(measure), metric.name, text);
}

const LimitedMetric* closest_limit(const Finding& finding) {
  const auto found = std::ranges::max_element(finding.limits, {}, &LimitedMetric::used);
  return found == finding.limits.end() ? nullptr : &*found;
}

const LimitedMetric* closest_limit(const Verdict& verdict) {
  const auto found = std::ranges::find(verdict.findings, Criterion::accuracy, &Finding::criterion);
  return found == verdict.findings.end() ? nullptr : closest_limit(*found);
}

}  // namespace verify
}  // namespace sprint
