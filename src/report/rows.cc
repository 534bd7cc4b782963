#include "report/rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cctype>
#include <cmath>
#include <tuple>

#include "verify/conditions.h"
#include "verify/figure_text.h"
#include "verify/limits.h"

namespace sprint::report {
namespace {

using verify::bytes_text;
using verify::points_text;
using verify::sqnr_text;
using verify::time_text;

// "12.3% less" or "12.3% more", in percent of `base`; less is better.
Row lower_is_better(const char* metric, double base, double candidate, std::string (*text)(double),
                    const char* less, const char* more) {
  const double change = base > 0 ? (candidate - base) / base * 100 : 0;
  const std::string percent = fmt::format("{:.1f}%", std::abs(change));
  Row row{metric, text(base), text(candidate), "", 0};
  if (percent == "0.0%") {
    row.change = "the same";
  } else {
    row.better = change < 0 ? 1 : -1;
    row.change = fmt::format("{} {}", percent, change < 0 ? less : more);
  }
  return row;
}

// The same with the factor: "77.7% less time (4.49x as fast)".
Row time_row(const char* metric, double base, double candidate) {
  Row row = lower_is_better(metric, base, candidate, time_text, "less time", "more time");
  if (row.better != 0 && candidate > 0)
    row.change += row.better > 0 ? fmt::format(" ({:.2f}x as fast)", base / candidate)
                                 : fmt::format(" ({:.2f}x as long)", candidate / base);
  return row;
}

// Wall times of models that had to wait for cores say nothing of the models: then there is no
// change, or for the median that of the ratio, which load does not bend.
Row latency_row(const Comparison& comparison, const char* metric, double Latency::*time) {
  const double base = comparison.base.latency_us.*time;
  const double candidate = comparison.candidate.latency_us.*time;
  const LatencyConditions& conditions = comparison.latency_conditions;
  if (!conditions.too_busy.empty() || verify::mostly_disturbed(conditions)) {
    Row row{metric, time_text(base), time_text(candidate), "busy machine", 0};
    if (time != &Latency::p50 || !conditions.too_busy.empty()) return row;
    const Row change = time_row(metric, 1, comparison.latency_ratio.value);
    row.change = change.change + " without waiting";
    row.better = change.better;
    return row;
  }
  return time_row(metric, base, candidate);
}

std::string bytes(double value) { return bytes_text(static_cast<uint64_t>(value)); }

std::string percent(double value) { return points_text(value) + "%"; }

Row points_row(std::string base, std::string candidate, double change) {
  return {"", std::move(base), std::move(candidate),
          change == 0 ? "0.00 points" : fmt::format("{:+.2f} points", change * 100),
          change > 0   ? 1
          : change < 0 ? -1
                       : 0};
}

std::string capitalized(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

std::string metric_name(const Metric& metric) {
  return capitalized(metric.base_figure ? metric.figure_label : metric.label);
}

// "Top-1 accuracy"; "SQNR of boxes" where several outputs are judged.
std::string metric_name(const Comparison& comparison, const OutputQuality& quality,
                        const Metric& metric) {
  const std::string name = metric_name(metric);
  return comparison.qualities.size() == 1
             ? name
             : fmt::format("{} of {}", name, fmt::join(quality.outputs, ", "));
}

Row metric_row(const Comparison& comparison, const OutputQuality& quality, const Metric& metric) {
  Row row;
  if (metric.base_figure && metric.candidate_figure)
    row =
        points_row(percent(*metric.base_figure), percent(*metric.candidate_figure), -metric.value);
  else
    row = {"", "-", verify::metric_text(metric, metric.value), metric.detail, 0};
  row.metric = metric_name(comparison, quality, metric);
  return row;
}

// The figure of an attempt that uses most of its limit.
std::string quality_cell(const optimize::Attempt& attempt) {
  const LimitedMetric* const closest = verify::closest_limit(attempt.verdict);
  if (closest == nullptr) return "";
  const OutputQuality& quality = attempt.comparison.qualities[closest->quality];
  const Metric& metric = quality.metrics[closest->metric];
  if (attempt.comparison.qualities.size() == 1 && closest->metric == 0)
    return metric.candidate_figure ? percent(*metric.candidate_figure)
                                   : verify::metric_text(metric, metric.value);
  return fmt::format("{} {}", metric_name(attempt.comparison, quality, metric),
                     verify::metric_text(metric, metric.value));
}

// "native 0.1.0" of "native 0.1.0 (avx2)".
std::string short_runtime(const ModelFigures& model) {
  return model.runtime.substr(0, model.runtime.find(" ("));
}

// What a model gave up or kept, in a word or two.
std::string attempt_verdict(const optimize::Attempt& attempt) {
  if (attempt.verdict.accepted) return attempt.quantized ? "accepted" : "better than the base";
  std::string missed;
  for (const Finding& finding : attempt.verdict.findings)
    if (finding.required && !finding.met)
      missed +=
          fmt::format("{}{}", missed.empty() ? "misses " : ", ", criterion_name(finding.criterion));
  return missed;
}

}  // namespace

std::string base_name(const Comparison& comparison) {
  return comparison.base.precision == comparison.candidate.precision ? "Base"
                                                                     : comparison.base.precision;
}

std::string candidate_name(const Comparison& comparison) {
  return comparison.base.precision == comparison.candidate.precision
             ? "Candidate"
             : comparison.candidate.precision;
}

std::vector<Row> summary_rows(const Comparison& comparison) {
  const auto& [base, candidate] = std::tie(comparison.base, comparison.candidate);
  std::vector<Row> rows{latency_row(comparison, "Inference time (p50)", &Latency::p50)};
  if (base.peak_memory_bytes > 0)
    rows.push_back(lower_is_better("Peak memory", static_cast<double>(base.peak_memory_bytes),
                                   static_cast<double>(candidate.peak_memory_bytes), bytes, "less",
                                   "more"));
  rows.push_back(lower_is_better("Model size", static_cast<double>(base.size_bytes),
                                 static_cast<double>(candidate.size_bytes), bytes, "smaller",
                                 "larger"));
  for (const OutputQuality& quality : comparison.qualities)
    if (!quality.metrics.empty())
      rows.push_back(metric_row(comparison, quality, quality.metrics[0]));
  if (short_runtime(base) != short_runtime(candidate))
    rows.push_back({"Runtime", short_runtime(base), short_runtime(candidate), "", 0});
  return rows;
}

std::vector<Row> detail_rows(const Comparison& comparison) {
  const auto& [base, candidate] = std::tie(comparison.base, comparison.candidate);
  std::vector<Row> rows{latency_row(comparison, "Inference time (p90)", &Latency::p90),
                        latency_row(comparison, "Inference time (p99)", &Latency::p99)};
  if (base.load_us > 0) rows.push_back(time_row("Load time", base.load_us, candidate.load_us));
  for (const OutputQuality& quality : comparison.qualities)
    for (size_t i = 1; i < quality.metrics.size(); ++i)
      rows.push_back(metric_row(comparison, quality, quality.metrics[i]));
  for (const OutputDifference& output : comparison.outputs)
    rows.push_back({fmt::format("SQNR of {}", output.name), "-", sqnr_text(output.sqnr_db),
                    fmt::format("largest error {:.3g}", output.max_abs_error), 0});
  return rows;
}

std::string quality_name(const Comparison& comparison) {
  if (comparison.qualities.size() != 1 || comparison.qualities[0].metrics.empty()) return "Quality";
  return metric_name(comparison.qualities[0].metrics[0]);
}

AttemptRow attempt_row(const optimize::Attempt& attempt) {
  const std::string runtime = runtime_name(attempt.runtime);
  if (!attempt.failure.empty()) return {attempt.recipe, runtime, "", "", "", "", attempt.failure};
  const Comparison& comparison = attempt.comparison;
  return {attempt.recipe,
          runtime,
          time_text(comparison.candidate.latency_us.p50),
          fmt::format("{:.2f}x", comparison.latency_ratio.value),
          bytes_text(comparison.candidate.size_bytes),
          quality_cell(attempt),
          attempt_verdict(attempt)};
}

std::string samples_title(const OutputQuality& quality) {
  return "Samples that differ most in " + verify::names_text(quality.outputs);
}

std::string verdict_title(const Verdict& verdict) {
  return verdict.accepted ? "Accepted" : "Not accepted";
}

}  // namespace sprint::report
