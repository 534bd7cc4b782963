// The gate: from figures to a verdict.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "sprint/compare.h"
#include "verify/explain_latency.h"
#include "verify/figure_text.h"

namespace sprint {
namespace {

using namespace verify;

bool requires_criterion(const Requirements& requirements, Criterion criterion) {
  return std::ranges::find(requirements.required, criterion) != requirements.required.end();
}

// What the text calls the two models: by precision where that tells them apart.
std::string candidate_name(const Comparison& comparison) {
  return comparison.base.precision == comparison.candidate.precision
             ? "the candidate"
             : comparison.candidate.precision;
}

Finding judge_speed(const Comparison& comparison) {
  const Interval& ratio = comparison.latency_ratio;
  const std::string times = fmt::format(
      "{} to {} per inference at the median, ratio {:.3f}, 95% interval {:.3f} to {:.3f}",
      time_text(comparison.base.latency_us.p50), time_text(comparison.candidate.latency_us.p50),
      ratio.value, ratio.low, ratio.high);
  const std::string name = candidate_name(comparison);
  const std::string& runtime = comparison.candidate.runtime;
  if (ratio.high < 1)
    return {Criterion::speed, false, true,
            fmt::format("{} is {:.2f}x faster on {}: {}", name, 1 / ratio.value, runtime, times)};
  if (ratio.low <= 1)
    return {Criterion::speed, false, false,
            fmt::format("no speed-up of {} on {} can be shown, as the interval reaches 1: {}", name,
                        runtime, times)};
  const std::string why = explain_slowdown(comparison.operators);
  return {Criterion::speed, false, false,
          fmt::format("{} is {:.2f}x slower on {}: {}{}{}", name, ratio.value, runtime, times,
                      why.empty() ? "" : "; ", why)};
}

// `unit` says what the figures are, for example "the file takes".
Finding judge_bytes(Criterion criterion, const char* unit, uint64_t base, uint64_t candidate) {
  const bool met = candidate < base;
  const double ratio = base == 0 ? 0 : static_cast<double>(candidate) / static_cast<double>(base);
  if (candidate == base)
    return {criterion, false, false, fmt::format("{} {}, as before", unit, bytes_text(base))};
  return {criterion, false, met,
          fmt::format("{} {} instead of {}, {:.1f}% {}", unit, bytes_text(candidate),
                      bytes_text(base), std::abs(1 - ratio) * 100, met ? "less" : "more")};
}

// The 95% interval of the drop as a share of the samples, for paired proportions (Agresti and Min,
// "Simple improved confidence intervals for comparing matched proportions", 2005): half an
// observation is added to each cell of the table.
Interval drop_interval(size_t lost, size_t gained, size_t samples) {
  const double b = static_cast<double>(lost) + 0.5, c = static_cast<double>(gained) + 0.5;
  const double n = static_cast<double>(samples) + 2;
  const double drop = (b - c) / n;
  const double error = std::sqrt(b + c - (b - c) * (b - c) / n) / n;
  return {drop, drop - 1.96 * error, drop + 1.96 * error};
}

// Says so where one sample weighs more than the whole budget.
std::string coarseness(size_t samples, double max_drop) {
  const double one = 1 / static_cast<double>(samples);
  if (one <= max_drop || max_drop <= 0) return "";
  return fmt::format(
      "; with {} one sample is {} points, so a drop within the budget cannot be told",
      count_text(samples, "held-out sample"), points_text(one));
}

Finding judge_top1_accuracy(const Comparison& comparison, double max_drop) {
  const auto& [agreeing, lost, gained] = *comparison.classes;
  const size_t samples = comparison.held_out_samples;
  const auto share = [&](size_t count) {
    return static_cast<double>(count) / static_cast<double>(samples);
  };
  const double drop =
      (static_cast<double>(lost) - static_cast<double>(gained)) / static_cast<double>(samples);
  const Interval interval = drop_interval(lost, gained, samples);
  return {
      Criterion::accuracy, false, drop <= max_drop,
      fmt::format("top-1 accuracy goes from {}% to {}% on {} ({} lost, {} gained): {} points "
                  "{}, 95% interval {} to {}, budget {}{}",
                  points_text(share(*comparison.base.right)),
                  points_text(share(*comparison.candidate.right)),
                  count_text(samples, "held-out sample"), lost, gained, points_text(std::abs(drop)),
                  drop > 0   ? "less"
                  : drop < 0 ? "more"
                             : "of change",
                  points_text(-interval.high), points_text(-interval.low), points_text(max_drop),
                  coarseness(samples, max_drop))};
}

Finding judge_top1_agreement(const Comparison& comparison, double max_drop) {
  const size_t samples = comparison.held_out_samples;
  const size_t changed = samples - comparison.classes->agreeing;
  const double drop = static_cast<double>(changed) / static_cast<double>(samples);
  return {Criterion::accuracy, false, drop <= max_drop,
          fmt::format("the top-1 class changes for {} of {}: {} points, budget {}{}", changed,
                      count_text(samples, "held-out sample"), points_text(drop),
                      points_text(max_drop), coarseness(samples, max_drop))};
}

Finding judge_sqnr(const Comparison& comparison, double min_sqnr_db) {
  const auto worst = std::ranges::min_element(comparison.outputs, {}, &OutputDifference::sqnr_db);
  return {Criterion::accuracy, false, worst->sqnr_db >= min_sqnr_db,
          fmt::format("the lowest output SQNR is {} ({}) on {}, at least {:.1f} dB is wanted",
                      sqnr_text(worst->sqnr_db), worst->name,
                      count_text(comparison.held_out_samples, "held-out sample"), min_sqnr_db)};
}

QualityMeasure choose_measure(const Comparison& comparison, QualityMeasure asked) {
  const bool labelled = comparison.base.right && comparison.candidate.right;
  if (asked == QualityMeasure::automatic)
    return !comparison.classes ? QualityMeasure::sqnr
           : labelled          ? QualityMeasure::top1_accuracy
                               : QualityMeasure::top1_agreement;
  if (asked == QualityMeasure::top1_accuracy && !(comparison.classes && labelled))
    fail_usage("top-1 accuracy needs labelled samples and a model with classes");
  if (asked == QualityMeasure::top1_agreement && !comparison.classes)
    fail_usage("top-1 agreement needs a model with classes");
  return asked;
}

Finding judge_accuracy(const Comparison& comparison, const Requirements& requirements) {
  if (comparison.held_out_samples == 0 || comparison.outputs.empty())
    fail_usage("accuracy needs at least one held-out sample");
  switch (choose_measure(comparison, requirements.quality)) {
    case QualityMeasure::top1_accuracy:
      return judge_top1_accuracy(comparison, requirements.max_drop);
    case QualityMeasure::top1_agreement:
      return judge_top1_agreement(comparison, requirements.max_drop);
    default:
      return judge_sqnr(comparison, requirements.min_sqnr_db);
  }
}

}  // namespace

const char* criterion_name(Criterion criterion) {
  switch (criterion) {
    case Criterion::speed:
      return "speed";
    case Criterion::size:
      return "size";
    case Criterion::memory:
      return "memory";
    case Criterion::accuracy:
      break;
  }
  return "accuracy";
}

Verdict judge(const Comparison& comparison, const Requirements& requirements) {
  Verdict verdict;
  verdict.findings.push_back(judge_speed(comparison));
  verdict.findings.push_back(judge_bytes(Criterion::size, "the model takes",
                                         comparison.base.size_bytes,
                                         comparison.candidate.size_bytes));
  const bool memory_measured = comparison.base.peak_memory_bytes > 0;
  if (memory_measured)
    verdict.findings.push_back(judge_bytes(Criterion::memory, "a process that runs it peaks at",
                                           comparison.base.peak_memory_bytes,
                                           comparison.candidate.peak_memory_bytes));
  else if (requires_criterion(requirements, Criterion::memory))
    fail_usage("memory is required but was not measured");
  verdict.findings.push_back(judge_accuracy(comparison, requirements));
  verdict.accepted = true;
  for (Finding& finding : verdict.findings) {
    finding.required = requires_criterion(requirements, finding.criterion);
    if (finding.required && !finding.met) verdict.accepted = false;
  }
  return verdict;
}

}  // namespace sprint
