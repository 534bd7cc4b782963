#include "optimize/rank.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <tuple>
#include <utility>

#include "verify/limits.h"

namespace sprint::optimize {
namespace {

// How much of what is allowed the worst figure of quality uses.
double used(const Attempt& attempt) {
  if (has_faults(attempt)) return std::numeric_limits<double>::infinity();
  const LimitedMetric* const closest = verify::closest_limit(attempt.verdict);
  return closest == nullptr ? 0 : closest->used;
}

// How far from right what is not right enough is; 0 for all that is.
double shortfall(const Attempt& attempt) {
  return misses(attempt, Criterion::accuracy) ? used(attempt) : 0;
}

// All that counts for more than speed.
auto grade(const Attempt& attempt) {
  return std::tuple(!attempt.failure.empty(), !attempt.thorough, count_missed(attempt),
                    shortfall(attempt));
}

bool faster(const Attempt& a, const Attempt& b) {
  return std::tuple(grade(a), a.comparison.latency_ratio.value) <
         std::tuple(grade(b), b.comparison.latency_ratio.value);
}

// What lies that close to the fastest counts as fast as it: noise of measuring stays well below.
// What was within the first share when screened may be up to the second off when measured at
// length.
constexpr double kSameWhenScreened = 0.10, kSameAtLength = 0.15;

// Whether `b`, which ranks behind `a`, is as fast for all that can be told.
bool as_fast(const Attempt& a, const Attempt& b) {
  const Interval &fast = a.comparison.latency_ratio, &slow = b.comparison.latency_ratio;
  const double same = a.thorough ? kSameAtLength : kSameWhenScreened;
  return grade(a) == grade(b) && a.failure.empty() &&
         (slow.low <= fast.high || slow.value <= fast.value * (1 + same));
}

// The lowest SQNR of an output in tenths of a decibel: the same model in two runtimes differs by
// less.
double noise(const Comparison& comparison) {
  if (comparison.outputs.empty()) return 0;
  return -std::round(std::ranges::min(comparison.outputs, {}, &OutputDifference::sqnr_db).sqnr_db *
                     10);
}

// What decides between attempts that are as fast: the smaller the better. Noise cannot change it.
auto merit(const Attempt& attempt) {
  return std::tuple(used(attempt), noise(attempt.comparison),
                    attempt.comparison.candidate.size_bytes, attempt.preference);
}

}  // namespace

void rank(std::vector<Attempt>& attempts) {
  std::ranges::sort(attempts, {}, &Attempt::preference);
  std::ranges::stable_sort(attempts, faster);
  for (auto first = attempts.begin(); first != attempts.end();) {
    const auto last = std::find_if_not(
        first + 1, attempts.end(), [&](const Attempt& other) { return as_fast(*first, other); });
    std::ranges::stable_sort(first, last, {}, merit);
    first = last;
  }
}

std::optional<std::string> speed_decision(const std::vector<Attempt>& attempts,
                                          const Attempt& chosen) {
  if (!chosen.comparison.latency_conditions.too_busy.empty()) return std::nullopt;
  const Attempt* better = &chosen;
  for (const Attempt& other : attempts)
    if (other.quantized && other.failure.empty() && count_missed(other) == count_missed(chosen) &&
        merit(other) < merit(*better))
      better = &other;
  if (better == &chosen) return std::nullopt;
  return fmt::format(
      "Measured speed decided: {} on {} comes first by quality and size, but takes {:.2f}x the "
      "time of what was chosen.",
      better->recipe, runtime_name(better->runtime),
      better->comparison.latency_ratio.value / chosen.comparison.latency_ratio.value);
}

}  // namespace sprint::optimize
