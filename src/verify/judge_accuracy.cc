#include "verify/judge_accuracy.h"

#include <fmt/format.h>

#include <limits>

#include "base/error.h"
#include "verify/figure_text.h"
#include "verify/limits.h"

namespace sprint::verify {
namespace {

constexpr double kBeyond = std::numeric_limits<double>::infinity();

// Says so where one sample weighs more than the whole budget.
std::string coarseness(const Metric& metric, double limit, size_t samples) {
  if (metric.step <= limit || limit <= 0 || metric.higher_is_better) return "";
  return fmt::format("; with {} one sample is {}, so a change within the limit cannot be told",
                     count_text(samples, "held-out sample"), metric_text(metric, metric.step));
}

std::string metric_sentence(const Metric& metric, double limit, size_t samples) {
  return fmt::format("{} {}{}, {} {}{}", metric.label, metric_text(metric, metric.value),
                     metric.detail.empty() ? "" : " (" + metric.detail + ")",
                     metric.higher_is_better ? "at least" : "at most", metric_text(metric, limit),
                     coarseness(metric, limit, samples));
}

// Judges the quality at `index`, appends to `finding` and returns its sentence.
std::string judge_quality(const Comparison& comparison, size_t index,
                          const Requirements& requirements, Finding& finding) {
  const OutputQuality& quality = comparison.qualities[index];
  std::string found;
  const auto say = [&found](const std::string& sentence) {
    found += (found.empty() ? "" : "; ") + sentence;
  };
  constexpr size_t kMostFaults = 3;
  if (!quality.faults.empty()) finding.met = false;
  for (size_t i = 0; i < std::min(kMostFaults, quality.faults.size()); ++i) say(quality.faults[i]);
  if (quality.faults.size() > kMostFaults)
    say(fmt::format("and {} more such faults", quality.faults.size() - kMostFaults));
  size_t limited = 0;
  for (size_t i = 0; i < quality.metrics.size(); ++i) {
    const Metric& metric = quality.metrics[i];
    const std::optional<double> limit = limit_of(requirements, quality.measure, metric);
    if (!limit) continue;
    ++limited;
    finding.limits.push_back(
        {index, i, *limit, quality.faults.empty() ? used_share(metric, *limit) : kBeyond});
    if (!(finding.limits.back().used <= 1)) finding.met = false;
    say(metric_sentence(metric, *limit, comparison.held_out_samples));
  }
  if (limited == 0)
    fail_usage("no figure of '{}' has a limit: give one with --limit {}.NAME=VALUE",
               measure_name(quality.measure), measure_name(quality.measure));
  return fmt::format("{} by {}, as {}: {}", names_text(quality.outputs),
                     measure_name(quality.measure), quality.reason, found);
}

}  // namespace

Finding judge_accuracy(const Comparison& comparison, const Requirements& requirements) {
  if (comparison.held_out_samples == 0 || comparison.qualities.empty())
    fail_usage("accuracy needs at least one held-out sample");
  Finding finding{.criterion = Criterion::accuracy, .met = true, .reason = ""};
  for (size_t i = 0; i < comparison.qualities.size(); ++i) {
    const std::string sentence = judge_quality(comparison, i, requirements, finding);
    finding.reason += (finding.reason.empty() ? "" : ". ") + sentence;
  }
  return finding;
}

}  // namespace sprint::verify
