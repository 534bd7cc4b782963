#include "report/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

#include "verify/figure_text.h"

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

std::string bytes(double value) { return bytes_text(static_cast<uint64_t>(value)); }

double share(size_t count, const Comparison& comparison) {
  return comparison.held_out_samples == 0
             ? 0
             : static_cast<double>(count) / static_cast<double>(comparison.held_out_samples);
}

std::string percent(double value) { return points_text(value) + "%"; }

Row points_row(std::string base, std::string candidate, double change) {
  return {"", std::move(base), std::move(candidate),
          change == 0 ? "0.00 points" : fmt::format("{:+.2f} points", change * 100),
          change > 0   ? 1
          : change < 0 ? -1
                       : 0};
}

Row quality_row(const Comparison& comparison) {
  Row row;
  if (comparison.base.right && comparison.candidate.right) {
    const double before = share(*comparison.base.right, comparison);
    const double after = share(*comparison.candidate.right, comparison);
    row = points_row(percent(before), percent(after), after - before);
  } else if (comparison.classes) {
    const double agreement = share(comparison.classes->agreeing, comparison);
    row = points_row(percent(1), percent(agreement), agreement - 1);
  } else {
    const auto worst = std::ranges::min_element(comparison.outputs, {}, &OutputDifference::sqnr_db);
    if (worst != comparison.outputs.end())
      row = {"", "-", sqnr_text(worst->sqnr_db), fmt::format("worst: {}", worst->name), 0};
  }
  row.metric = quality_name(comparison);
  return row;
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
  std::vector<Row> rows{
      time_row("Inference time (p50)", base.latency_us.p50, candidate.latency_us.p50)};
  if (base.peak_memory_bytes > 0)
    rows.push_back(lower_is_better("Peak memory", static_cast<double>(base.peak_memory_bytes),
                                   static_cast<double>(candidate.peak_memory_bytes), bytes, "less",
                                   "more"));
  rows.push_back(lower_is_better("Model size", static_cast<double>(base.size_bytes),
                                 static_cast<double>(candidate.size_bytes), bytes, "smaller",
                                 "larger"));
  rows.push_back(quality_row(comparison));
  if (short_runtime(base) != short_runtime(candidate))
    rows.push_back({"Runtime", short_runtime(base), short_runtime(candidate), "", 0});
  return rows;
}

std::vector<Row> detail_rows(const Comparison& comparison) {
  const auto& [base, candidate] = std::tie(comparison.base, comparison.candidate);
  std::vector<Row> rows{
      time_row("Inference time (p90)", base.latency_us.p90, candidate.latency_us.p90),
      time_row("Inference time (p99)", base.latency_us.p99, candidate.latency_us.p99)};
  if (base.load_us > 0) rows.push_back(time_row("Load time", base.load_us, candidate.load_us));
  for (const OutputDifference& output : comparison.outputs)
    rows.push_back({fmt::format("SQNR of {}", output.name), "-", sqnr_text(output.sqnr_db),
                    fmt::format("largest error {:.3g}", output.max_abs_error), 0});
  return rows;
}

std::string quality_name(const Comparison& comparison) {
  if (comparison.base.right && comparison.candidate.right) return "Top-1 accuracy";
  return comparison.classes ? "Top-1 agreement" : "Output SQNR";
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
          quality_row(comparison).candidate,
          attempt_verdict(attempt)};
}

std::string verdict_title(const Verdict& verdict) {
  return verdict.accepted ? "Accepted" : "Not accepted";
}

}  // namespace sprint::report
