#include "optimize/attempt.h"

#include <algorithm>

namespace sprint::optimize {

const Finding* find_finding(const Attempt& attempt, Criterion criterion) {
  const auto& findings = attempt.verdict.findings;
  const auto found = std::ranges::find(findings, criterion, &Finding::criterion);
  return found == findings.end() ? nullptr : &*found;
}

bool misses(const Attempt& attempt, Criterion criterion) {
  const Finding* finding = find_finding(attempt, criterion);
  return finding != nullptr && !finding->met;
}

size_t count_missed(const Attempt& attempt) {
  const bool untold = !attempt.thorough && !attempt.comparison.latency_conditions.too_busy.empty();
  return static_cast<size_t>(
      std::ranges::count_if(attempt.verdict.findings, [&](const Finding& finding) {
        return finding.required && !finding.met &&
               !(untold && finding.criterion == Criterion::speed);
      }));
}

bool has_faults(const Attempt& attempt) {
  return std::ranges::any_of(attempt.comparison.qualities,
                             [](const OutputQuality& quality) { return !quality.faults.empty(); });
}

}  // namespace sprint::optimize
