#include "verify/latency_ratio.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "verify/figure_text.h"
#include "verify/statistics.h"

namespace sprint::verify {
namespace {

constexpr size_t kKeptOneIn = 4, kLeastKept = 5;
// Half of the 95% interval of what measurements differ by, as a share of the ratio.
constexpr double kUndisturbedSpread = 0.04, kDisturbedSpread = 0.15;
constexpr double kBusyShare = 0.5;    // of the chosen rounds
constexpr double kMostNoise = 0.3;    // of a ratio, as its interval's width, on a busy machine
constexpr double kMostStolen = 0.05;  // of the machine's time

using Rounds = std::span<const std::vector<RoundTime>>;

// The rounds that ratios are taken from, in order of time.
std::vector<size_t> fastest_rounds(Rounds sessions) {
  const size_t count = sessions.front().size();
  std::vector<double> slowness(count);
  for (const auto& session : sessions)
    for (size_t round = 0; round < count; ++round) slowness[round] += std::log(session[round].us);
  std::vector<size_t> rounds(count);
  std::iota(rounds.begin(), rounds.end(), 0);
  std::ranges::stable_sort(rounds, {}, [&](size_t round) { return slowness[round]; });
  rounds.resize(std::min(count, std::max(kLeastKept, count / kKeptOneIn)));
  std::ranges::sort(rounds);
  return rounds;
}

bool disturbed(Rounds sessions, size_t round) {
  return std::ranges::any_of(sessions,
                             [&](const auto& session) { return session[round].disturbed; });
}

size_t count_disturbed(Rounds sessions, const std::vector<size_t>& rounds) {
  return static_cast<size_t>(
      std::ranges::count_if(rounds, [&](size_t round) { return disturbed(sessions, round); }));
}

Interval noise_interval(const std::vector<RoundTime>& session, const std::vector<RoundTime>& last,
                        const std::vector<size_t>& rounds) {
  std::vector<double> ratios;
  ratios.reserve(rounds.size());
  for (const size_t round : rounds) ratios.push_back(session[round].us / last[round].us);
  return median_interval(ratios);
}

// `noise` and an independent error of `spread` of the value.
Interval widened(const Interval& noise, double spread) {
  const double error = spread * noise.value;
  return {noise.value, std::max(0.0, noise.value - std::hypot(noise.value - noise.low, error)),
          noise.value + std::hypot(noise.high - noise.value, error)};
}

// A clause; empty where ratios can be told. `busy`: most of the chosen rounds were disturbed.
std::string why_too_busy(const LatencyConditions& conditions, const std::vector<double>& noise,
                         bool busy) {
  if (!busy) return "";
  const std::string waits =
      fmt::format("models had to wait for a core in {} of {}", conditions.disturbed,
                  count_text(conditions.rounds, "round"));
  if (!conditions.cpu_time)
    return waits + ", and time on the processor says nothing of models on several threads";
  if (std::ranges::max(noise) > kMostNoise)
    return fmt::format("{}, and times differ by more than {:.0f}% between rounds", waits,
                       kMostNoise * 100);
  return "";
}

}  // namespace

Ratios ratios_to_last(Rounds sessions, const RatioBasis& basis) {
  const std::vector<size_t> chosen = fastest_rounds(sessions);
  std::vector<size_t> all(sessions.front().size());
  std::iota(all.begin(), all.end(), 0);
  double disturbed_share =
      static_cast<double>(count_disturbed(sessions, chosen)) / static_cast<double>(chosen.size());
  if (basis.stolen_share > kMostStolen) disturbed_share = 1;
  const double spread =
      std::lerp(kUndisturbedSpread, kDisturbedSpread, std::clamp(disturbed_share, 0.0, 1.0));
  Ratios result;
  for (const auto& session : sessions) {
    const Interval noise = noise_interval(session, sessions.back(), chosen);
    result.noise.push_back((noise.high - noise.low) / noise.value);
    result.to_last.push_back(&session == &sessions.back() ? noise : widened(noise, spread));
  }
  result.conditions = {basis.cpu_time, all.size(), count_disturbed(sessions, all), ""};
  result.conditions.too_busy =
      why_too_busy(result.conditions, result.noise, disturbed_share > kBusyShare);
  if (!result.conditions.too_busy.empty() && !basis.cpu_time)
    for (size_t i = 0; i + 1 < sessions.size(); ++i) {
      result.to_last[i].low = 0;
      result.to_last[i].high = std::numeric_limits<double>::infinity();
    }
  return result;
}

}  // namespace sprint::verify
