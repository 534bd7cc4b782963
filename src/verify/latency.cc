#include "verify/latency.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include "base/cpu.h"
#include "verify/statistics.h"

namespace sprint::verify {
namespace {

constexpr size_t kWarmUpRuns = 3;
constexpr double kWarmUpShare = 0.1;    // of the budget, over all sessions
constexpr double kShortestSample = 20;  // us: a thousand times what reading the clock takes
constexpr double kPrimedBelow = 1000;   // us: longer runs load far more than the caches hold anyway
constexpr size_t kLeastRounds = 5;
constexpr size_t kRoundsBeforeEarlyEnd = 100;

double time_of(Session& session, size_t runs, const Clock& clock) {
  const double start = clock();
  for (size_t i = 0; i < runs; ++i) session.run_bound();
  return (clock() - start) / static_cast<double>(runs);
}

// Runs until memory is allocated and the processor is up to speed; returns the fastest time.
double warm_up(Session& session, double budget_us, const Clock& clock) {
  const double start = clock();
  double fastest = INFINITY;
  for (size_t run = 0; run < kWarmUpRuns || clock() - start < budget_us; ++run)
    fastest = std::min(fastest, time_of(session, 1, clock));
  return fastest;
}

struct Budget {
  const LatencyOptions& options;
  const Clock& clock;
  double start;

  double total_us() const { return options.seconds * 1e6; }
  double elapsed_us() const { return clock() - start; }

  bool spent(size_t rounds) const {
    if (options.rounds > 0) return rounds >= options.rounds;
    return rounds >= kLeastRounds && elapsed_us() >= total_us();
  }

  void tell(const Progress& progress) const {
    if (progress)
      progress("measure", static_cast<size_t>(std::min(elapsed_us(), total_us()) / 1e3),
               static_cast<size_t>(total_us() / 1e3));
  }
};

struct Subject {
  Session& session;
  bool primed;
  SessionLatency& latency;

  void sample(const Clock& clock) const {
    if (primed) session.run_bound();
    latency.samples_us.push_back(time_of(session, latency.runs_per_sample, clock));
  }
};

std::vector<Subject> warm_up_all(std::span<Session* const> sessions,
                                 std::vector<SessionLatency>& latencies, const Budget& budget) {
  const double share = budget.total_us() * kWarmUpShare / static_cast<double>(sessions.size());
  std::vector<Subject> subjects;
  for (size_t i = 0; i < sessions.size(); ++i) {
    const double fastest = std::max(warm_up(*sessions[i], share, budget.clock), 0.01);
    latencies[i].runs_per_sample =
        static_cast<size_t>(std::ceil(std::max(1.0, kShortestSample / fastest)));
    subjects.push_back({*sessions[i], fastest < kPrimedBelow, latencies[i]});
  }
  return subjects;
}

void measure_round(const std::vector<Subject>& subjects, size_t round, const Clock& clock) {
  if (round % 2 == 0)
    std::for_each(subjects.begin(), subjects.end(), [&](const auto& it) { it.sample(clock); });
  else
    std::for_each(subjects.rbegin(), subjects.rend(), [&](const auto& it) { it.sample(clock); });
}

void compute_ratios(std::vector<SessionLatency>& sessions) {
  const std::vector<double>& last = sessions.back().samples_us;
  for (SessionLatency& session : sessions)
    session.ratio_to_last = median_interval(paired_ratios(session.samples_us, last));
}

bool narrow_enough(const std::vector<SessionLatency>& sessions, double wanted_width) {
  return std::all_of(sessions.begin(), sessions.end(), [&](const SessionLatency& session) {
    const Interval& ratio = session.ratio_to_last;
    return ratio.high - ratio.low <= wanted_width * ratio.value;
  });
}

}  // namespace

double monotonic_us() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double, std::micro>(now).count();
}

LatencyMeasurement measure_latency(std::span<Session* const> sessions,
                                   const LatencyOptions& options, const Progress& progress,
                                   const Clock& clock) {
  std::optional<PinnedThread> pinned;
  if (options.pin) pinned.emplace();
  const Budget budget{options, clock, clock()};
  LatencyMeasurement result;
  result.sessions.resize(sessions.size());
  const std::vector<Subject> subjects = warm_up_all(sessions, result.sessions, budget);
  // With one session there is no ratio to wait for. Intervals are looked at ever more rarely.
  size_t next_look = sessions.size() > 1 ? kRoundsBeforeEarlyEnd : SIZE_MAX;
  while (!budget.spent(result.rounds)) {
    measure_round(subjects, result.rounds++, clock);
    budget.tell(progress);
    if (options.rounds > 0 || result.rounds < next_look) continue;
    compute_ratios(result.sessions);
    if (narrow_enough(result.sessions, options.wanted_width)) return result;
    next_look *= 2;
  }
  compute_ratios(result.sessions);
  return result;
}

Latency summarize(const SessionLatency& latency) {
  const std::vector<double>& samples = latency.samples_us;
  return {percentile(samples, 50), percentile(samples, 90), percentile(samples, 99), samples};
}

}  // namespace sprint::verify
