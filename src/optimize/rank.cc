#include "optimize/rank.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

namespace sprint::optimize {
namespace {

size_t missed(const Attempt& attempt) {
  return static_cast<size_t>(std::ranges::count_if(
      attempt.verdict.findings,
      [](const Finding& finding) { return finding.required && !finding.met; }));
}

auto key(const Attempt& attempt) {
  return std::tuple(!attempt.failure.empty(), !attempt.thorough, !attempt.verdict.accepted,
                    missed(attempt), attempt.comparison.latency_ratio.value);
}

bool missed_speed(const Attempt& attempt) {
  return std::ranges::any_of(attempt.verdict.findings, [](const Finding& finding) {
    return finding.criterion == Criterion::speed && !finding.met;
  });
}

}  // namespace

void rank(std::vector<Attempt>& attempts) {
  std::ranges::stable_sort(attempts,
                           [](const Attempt& a, const Attempt& b) { return key(a) < key(b); });
}

std::vector<std::string> advice(const std::vector<Attempt>& attempts, const Attempt& chosen) {
  if (chosen.verdict.accepted) return {};
  std::vector<std::string> notes;
  const bool any_faster = std::ranges::any_of(attempts, [](const Attempt& attempt) {
    return attempt.quantized && attempt.failure.empty() && !missed_speed(attempt);
  });
  if (!any_faster)
    notes.push_back(fmt::format(
        "No INT8 form of this model is faster on {}: for speed it is best left as it is.",
        chosen.comparison.candidate.runtime));
  std::string met;
  for (const Finding& finding : chosen.verdict.findings)
    if (finding.required && finding.met)
      met += fmt::format("{}{}", met.empty() ? "" : ",", criterion_name(finding.criterion));
  if (!met.empty())
    notes.push_back(fmt::format("If that is enough for you, ask for less: --require {}.", met));
  return notes;
}

}  // namespace sprint::optimize
