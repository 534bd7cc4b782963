#include "optimize/rank.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <tuple>

#include "verify/limits.h"

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

// How much of what is allowed the worst figure of quality uses; nothing where none was judged.
std::optional<double> used(const Attempt& attempt) {
  const LimitedMetric* const closest = verify::closest_limit(attempt.verdict);
  return closest == nullptr ? std::nullopt : std::optional(closest->used);
}

// How far from right what is not right enough is; 0 for all that is.
double shortfall(const Attempt& attempt) {
  return misses(attempt, Criterion::accuracy) ? used(attempt).value_or(0) : 0;
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
  return used(a).value_or(0) < used(b).value_or(0);
}

// Whether `b`, which ranks behind `a`, may be as fast: their intervals overlap.
bool as_fast(const Attempt& a, const Attempt& b) {
  return grade(a) == grade(b) && a.failure.empty() &&
         b.comparison.latency_ratio.low <= a.comparison.latency_ratio.high;
}

// The options that would let the chosen attempt's quality pass; empty where nothing would.
std::string enough_limits(const Attempt& attempt) {
  std::string options;
  for (const LimitedMetric& judged : find(attempt, Criterion::accuracy)->limits) {
    if (judged.used <= 1) continue;
    const OutputQuality& quality = attempt.comparison.qualities[judged.quality];
    const std::string option =
        verify::limit_option(quality.measure, quality.metrics[judged.metric], judged.used);
    if (option.empty()) return "";
    options += (options.empty() ? "" : " ") + option;
  }
  return options;
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
  if (too_wrong) {
    if (const std::string enough = enough_limits(chosen); !enough.empty())
      notes.push_back(fmt::format("If its quality is enough for you, allow it: {}.", enough));
  } else if (!met.empty()) {
    notes.push_back(fmt::format("If that is enough for you, ask for less: --require {}.", met));
  }
  return notes;
}

}  // namespace sprint::optimize
