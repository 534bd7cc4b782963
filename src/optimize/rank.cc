#include "optimize/rank.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>

namespace sprint::optimize {
namespace {

size_t missed(const Attempt& attempt) {
  return static_cast<size_t>(std::ranges::count_if(
      attempt.verdict.findings,
      [](const Finding& finding) { return finding.required && !finding.met; }));
}

const Finding* find(const Attempt& attempt, Criterion criterion) {
  const auto& findings = attempt.verdict.findings;
  const auto found = std::ranges::find(findings, criterion, &Finding::criterion);
  return found == findings.end() ? nullptr : &*found;
}

bool misses(const Attempt& attempt, Criterion criterion) {
  const Finding* finding = find(attempt, criterion);
  return finding != nullptr && !finding->met;
}

// The drop of top-1 as a share of the samples.
double drop(const Comparison& comparison) {
  const auto samples = static_cast<double>(comparison.held_out_samples);
  const ClassDifference& classes = *comparison.classes;
  if (!comparison.base.right) return 1 - static_cast<double>(classes.agreeing) / samples;
  return (static_cast<double>(classes.lost) - static_cast<double>(classes.gained)) / samples;
}

double worst_sqnr_db(const Comparison& comparison) {
  return std::ranges::min(comparison.outputs, {}, &OutputDifference::sqnr_db).sqnr_db;
}

// How far from right what is not right enough is; 0 for all that is.
double shortfall(const Attempt& attempt) {
  if (!misses(attempt, Criterion::accuracy) || attempt.comparison.outputs.empty()) return 0;
  return attempt.comparison.classes ? drop(attempt.comparison)
                                    : kMaxSqnrDb - worst_sqnr_db(attempt.comparison);
}

// All that counts for more than speed.
auto grade(const Attempt& attempt) {
  return std::tuple(!attempt.failure.empty(), !attempt.thorough, !attempt.verdict.accepted,
                    missed(attempt), shortfall(attempt));
}

bool faster(const Attempt& a, const Attempt& b) {
  return std::tuple(grade(a), a.comparison.latency_ratio.value) <
         std::tuple(grade(b), b.comparison.latency_ratio.value);
}

bool closer_to_base(const Attempt& a, const Attempt& b) {
  if (a.comparison.outputs.empty() || b.comparison.outputs.empty()) return false;
  return worst_sqnr_db(a.comparison) > worst_sqnr_db(b.comparison);
}

// Whether `b`, which ranks behind `a`, may be as fast: their intervals overlap.
bool as_fast(const Attempt& a, const Attempt& b) {
  return grade(a) == grade(b) && a.failure.empty() &&
         b.comparison.latency_ratio.low <= a.comparison.latency_ratio.high;
}

// The option that would let the chosen attempt's quality pass.
std::string enough_budget(const Comparison& comparison) {
  if (comparison.classes)
    return fmt::format("--max-drop {:.1f}%", std::ceil(drop(comparison) * 1000) / 10);
  return fmt::format("--min-sqnr {:.0f}", std::floor(worst_sqnr_db(comparison)));
}

std::string met_requirements(const Attempt& attempt) {
  std::string met;
  for (const Finding& finding : attempt.verdict.findings)
    if (finding.required && finding.met)
      met += fmt::format("{}{}", met.empty() ? "" : ",", criterion_name(finding.criterion));
  return met;
}

// The fastest of those that `wanted` holds for, or null.
template <typename Wanted>
const Attempt* fastest(const std::vector<Attempt>& attempts, const Wanted& wanted) {
  const Attempt* best = nullptr;
  for (const Attempt& attempt : attempts) {
    if (!attempt.failure.empty() || !wanted(attempt)) continue;
    if (best == nullptr ||
        attempt.comparison.latency_ratio.value < best->comparison.latency_ratio.value)
      best = &attempt;
  }
  return best;
}

// Whether preparing alone, without INT8, makes the model faster.
std::vector<std::string> advice_on_float(const std::vector<Attempt>& attempts) {
  const Attempt* const best =
      fastest(attempts, [](const Attempt& attempt) { return !attempt.quantized; });
  if (best == nullptr || misses(*best, Criterion::speed)) return {};
  return {fmt::format("Prepared but left in float, the model takes {:.2f}x the time of the base{}.",
                      best->comparison.latency_ratio.value,
                      best->runtime == Runtime::native ? " in the native runtime" : "")};
}

// What the user of another runtime than the chosen one has to know.
std::vector<std::string> advice_on_runtime(const std::vector<Attempt>& attempts,
                                           const Attempt& chosen) {
  if (chosen.runtime != Runtime::native) return {};
  const Attempt* const other = fastest(attempts, [](const Attempt& attempt) {
    return attempt.quantized && attempt.runtime == Runtime::onnxruntime;
  });
  if (other == nullptr) return {};
  return {fmt::format(
      "That holds for Sprint's native runtime. In ONNX Runtime the fastest INT8 form ({}) takes "
      "{:.2f}x the time of the base.",
      other->recipe, other->comparison.latency_ratio.value)};
}

}  // namespace

void rank(std::vector<Attempt>& attempts) {
  std::ranges::stable_sort(attempts, faster);
  for (auto first = attempts.begin(); first != attempts.end();) {
    const auto last = std::find_if_not(
        first + 1, attempts.end(), [&](const Attempt& other) { return as_fast(*first, other); });
    std::stable_sort(first, last, closer_to_base);
    first = last;
  }
}

std::vector<std::string> advice(const std::vector<Attempt>& attempts, const Attempt& chosen) {
  std::vector<std::string> notes = advice_on_runtime(attempts, chosen);
  for (std::string& note : advice_on_float(attempts)) notes.push_back(std::move(note));
  if (chosen.verdict.accepted) return notes;
  const bool any_faster = std::ranges::any_of(attempts, [](const Attempt& attempt) {
    return attempt.quantized && attempt.failure.empty() && !misses(attempt, Criterion::speed);
  });
  if (!any_faster)
    notes.emplace_back("No INT8 form of this model is faster: for speed it is best left in float.");
  const std::string met = met_requirements(chosen);
  const Finding* accuracy = find(chosen, Criterion::accuracy);
  const bool too_wrong = accuracy != nullptr && accuracy->required && !accuracy->met;
  if (too_wrong && !chosen.comparison.outputs.empty())
    notes.push_back(fmt::format("If its quality is enough for you, allow it: {}.",
                                enough_budget(chosen.comparison)));
  else if (!met.empty())
    notes.push_back(fmt::format("If that is enough for you, ask for less: --require {}.", met));
  return notes;
}

}  // namespace sprint::optimize
