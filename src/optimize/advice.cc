#include "optimize/advice.h"

#include <fmt/format.h>

#include <algorithm>

#include "verify/limits.h"

namespace sprint::optimize {
namespace {

constexpr double kMostUsed = 3;      // of what is allowed
constexpr double kLeastSqnrDb = 10;  // noise of a third of the signal
constexpr double kLeastShare = 0.5;

// Whether a figure is one that somebody could live with.
bool is_bearable(const Metric& metric, double used) {
  if (!(used <= kMostUsed)) return false;
  if (metric.unit == Unit::db) return metric.value >= kLeastSqnrDb;
  if (metric.unit != Unit::share) return true;
  return metric.higher_is_better ? metric.value >= kLeastShare : metric.value <= 1 - kLeastShare;
}

// The options that would let the chosen attempt's quality pass; empty where that is no answer.
std::string enough_limits(const Attempt& attempt, const Finding& accuracy) {
  if (has_faults(attempt)) return "";
  std::string options;
  for (const LimitedMetric& judged : accuracy.limits) {
    if (judged.used <= 1) continue;
    const OutputQuality& quality = attempt.comparison.qualities[judged.quality];
    const Metric& metric = quality.metrics[judged.metric];
    const std::string option = is_bearable(metric, judged.used)
                                   ? verify::limit_option(quality.measure, metric, judged.used)
                                   : "";
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

// What preparing alone, without INT8, gains where it makes the model faster and keeps it right; and
// how to have it where the INT8 form was refused.
std::vector<std::string> advice_on_float(const std::vector<Attempt>& attempts,
                                         const Attempt& chosen) {
  const Attempt* const best = fastest(attempts, [](const Attempt& attempt) {
    return !attempt.quantized && !misses(attempt, Criterion::accuracy);
  });
  if (best == nullptr || misses(*best, Criterion::speed)) return {};
  const std::string runtime = runtime_name(best->runtime);
  std::vector<std::string> notes{
      fmt::format("Prepared but left in float, the model takes {:.2f}x the time of the base on {}.",
                  best->comparison.latency_ratio.value, runtime)};
  if (!chosen.verdict.accepted)
    notes.push_back(fmt::format(
        "That model is right by the same measure: sprint prepare {} -o OUT writes it, to "
        "be run with --runtime {}.",
        best->comparison.base.path, runtime));
  return notes;
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

std::string advice_on_quality(const Attempt& chosen, const Finding& accuracy) {
  if (const std::string enough = enough_limits(chosen, accuracy); !enough.empty())
    return fmt::format("If its quality is enough for you, allow it: {}.", enough);
  return "INT8 of every layer costs this model more quality than a lower limit could excuse. What "
         "costs it is often a few layers: leave them in float with sprint quantize and its options "
         "--exclude, --nodes or --op-types, and judge the result with sprint compare.";
}

std::vector<std::string> advice_on_refusal(const std::vector<Attempt>& attempts,
                                           const Attempt& chosen) {
  std::vector<std::string> notes;
  const bool any_faster = std::ranges::any_of(attempts, [](const Attempt& attempt) {
    return attempt.quantized && attempt.failure.empty() && !misses(attempt, Criterion::speed);
  });
  if (!any_faster)
    notes.emplace_back("No INT8 form of this model is faster: for speed it is best left in float.");
  const Finding* accuracy = find_finding(chosen, Criterion::accuracy);
  const std::string met = met_requirements(chosen);
  if (accuracy != nullptr && accuracy->required && !accuracy->met)
    notes.push_back(advice_on_quality(chosen, *accuracy));
  else if (!met.empty())
    notes.push_back(fmt::format("If that is enough for you, ask for less: --require {}.", met));
  return notes;
}

}  // namespace

std::vector<std::string> advice(const std::vector<Attempt>& attempts, const Attempt& chosen) {
  std::vector<std::string> notes = advice_on_runtime(attempts, chosen);
  for (std::string& note : advice_on_float(attempts, chosen)) notes.push_back(std::move(note));
  if (chosen.verdict.accepted) return notes;
  for (std::string& note : advice_on_refusal(attempts, chosen)) notes.push_back(std::move(note));
  return notes;
}

}  // namespace sprint::optimize
