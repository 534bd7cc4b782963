// The gate: from figures to a verdict.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "sprint/compare.h"
#include "verify/conditions.h"
#include "verify/explain_latency.h"
#include "verify/figure_text.h"
#include "verify/judge_accuracy.h"

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

// Where the ratio itself cannot be told: whether its interval lies on one side of 1 still can.
Finding judge_speed_on_busy_machine(const Comparison& comparison) {
  const LatencyConditions& conditions = comparison.latency_conditions;
  const Interval& ratio = comparison.latency_ratio;
  const bool met = ratio.high < 1;
  if (!met && ratio.low <= 1)
    return {Criterion::speed, false, false, too_busy_text(conditions, "for a verdict on speed")};
  return {Criterion::speed, false, met,
          fmt::format("{} is {} on {}, 95% interval of the ratio {:.3f} to {:.3f}; {}",
                      candidate_name(comparison), met ? "faster" : "slower",
                      comparison.candidate.runtime, ratio.low, ratio.high,
                      too_busy_text(conditions, "to tell by how much"))};
}

Finding judge_speed(const Comparison& comparison) {
  const LatencyConditions& conditions = comparison.latency_conditions;
  if (!conditions.too_busy.empty()) return judge_speed_on_busy_machine(comparison);
  const Interval& ratio = comparison.latency_ratio;
  const std::string times = fmt::format(
      "{} to {} per inference at the median, ratio {}{:.3f}, 95% interval {:.3f} to {:.3f}{}",
      time_text(comparison.base.latency_us.p50), time_text(comparison.candidate.latency_us.p50),
      conditions.cpu_time ? "of time on the processor " : "", ratio.value, ratio.low, ratio.high,
      disturbance_text(conditions));
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
