#include "verify/latency.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/cpu.h"
#include "verify/statistics.h"

namespace sprint::verify {
namespace {

constexpr size_t kWarmUpRuns = 3;
constexpr double kWarmUpShare = 0.1;    // of the budget, over all sessions
constexpr double kShortestSample = 20;  // us: a thousand times what reading the clock takes
constexpr double kPrimedBelow = 10e3;   // us: in longer runs a first one weighs nothing
// us: short enough that other work which waits for the core often lets a slice end, and no longer
// than a model takes which is slower than the longest.
constexpr double kShortestSlice = 2e3, kLongestSlice = 20e3;
constexpr double kVisit = 100e3;         // us on a core before the next
constexpr double kMostWaiting = 0.01;    // of a slice
constexpr double kBeforeEarlyEnd = 1e6;  // us: what slows a core down lasts up to seconds
constexpr size_t kLeastRounds = 5;
constexpr size_t kRoundsBeforeLook = 100;

ProcessorTime now(const ProcessorClock& clock, bool one_thread) {
  return one_thread ? clock.of_thread() : clock.of_process();
}

// Of `runs` runs, in us.
double wall_time_of(Session& session, size_t runs, const ProcessorClock& clock) {
  const double start = clock.wall_us();
  for (size_t i = 0; i < runs; ++i) session.run_bound();
  return clock.wall_us() - start;
}

// Runs until memory is allocated and the processor is up to speed; returns the fastest time.
double warm_up(Session& session, double budget_us, const ProcessorClock& clock) {
  const double start = clock.wall_us();
  double fastest = INFINITY;
  for (size_t run = 0; run < kWarmUpRuns || clock.wall_us() - start < budget_us; ++run)
    fastest = std::min(fastest, wall_time_of(session, 1, clock));
  return std::max(fastest, 0.01);
}

struct Budget {
  const LatencyOptions& options;
  const ProcessorClock& clock;
  double start = clock.wall_us();

  double total_us() const { return options.seconds * 1e6; }
  double elapsed_us() const { return clock.wall_us() - start; }

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

// A session and how a slice of it is measured.
struct Subject {
  Session& session;
  bool primed;
  size_t samples_per_slice;
  SessionLatency& latency;

  void measure_slice(const ProcessorClock& clock, bool one_thread) const {
    if (primed) session.run_bound();
    const size_t runs = latency.runs_per_sample;
    const ProcessorTime start = now(clock, one_thread);
    for (size_t i = 0; i < samples_per_slice; ++i)
      latency.samples_us.push_back(wall_time_of(session, runs, clock) / static_cast<double>(runs));
    const ProcessorTime end = now(clock, one_thread);
    const double wall_us = end.wall_us - start.wall_us;
    const double us = one_thread ? end.cpu_us - start.cpu_us : wall_us;
    latency.rounds.push_back({us / static_cast<double>(samples_per_slice * runs),
                              end.preemptions > start.preemptions ||
                                  end.waiting_us - start.waiting_us > kMostWaiting * wall_us});
  }
};

Subject make_subject(Session& session, double fastest_us, double slice_us,
                     SessionLatency& latency) {
  latency.runs_per_sample =
      static_cast<size_t>(std::ceil(std::max(1.0, kShortestSample / fastest_us)));
  const double sample_us = fastest_us * static_cast<double>(latency.runs_per_sample);
  return {session, fastest_us < kPrimedBelow,
          static_cast<size_t>(std::max(1.0, std::round(slice_us / sample_us))), latency};
}

std::vector<Subject> warm_up_all(std::span<Session* const> sessions,
                                 std::vector<SessionLatency>& latencies, const Budget& budget) {
  const double share = budget.total_us() * kWarmUpShare / static_cast<double>(sessions.size());
  std::vector<double> fastest;
  for (Session* const session : sessions) fastest.push_back(warm_up(*session, share, budget.clock));
  const double slice_us = std::clamp(std::ranges::max(fastest), kShortestSlice, kLongestSlice);
  std::vector<Subject> subjects;
  for (size_t i = 0; i < sessions.size(); ++i)
    subjects.push_back(make_subject(*sessions[i], fastest[i], slice_us, latencies[i]));
  return subjects;
}

void measure_round(const std::vector<Subject>& subjects, size_t round, const ProcessorClock& clock,
                   bool one_thread) {
  const auto measure = [&](const Subject& it) { it.measure_slice(clock, one_thread); };
  if (round % 2 == 0)
    std::for_each(subjects.begin(), subjects.end(), measure);
  else
    std::for_each(subjects.rbegin(), subjects.rend(), measure);
}

// The core that the thread is on, and when it moves on.
class CoreVisits {
 public:
  explicit CoreVisits(const ProcessorClock& clock) : clock_(clock), since_(clock.wall_us()) {}

  void move_when_due() {
    if (clock_.wall_us() - since_ < kVisit) return;
    thread_.next_core();
    since_ = clock_.wall_us();
  }

 private:
  const ProcessorClock& clock_;
  PinnedThread thread_;
  double since_;
};

// From what was measured so far.
Ratios compute_ratios(LatencyMeasurement& result, const Budget& budget, double stolen_before_us) {
  std::vector<std::vector<RoundTime>> rounds;
  for (const SessionLatency& session : result.sessions) rounds.push_back(session.rounds);
  const double elapsed_us = budget.elapsed_us();
  const double stolen_us = budget.clock.stolen_us() - stolen_before_us;
  Ratios ratios = ratios_to_last(
      rounds, {budget.options.one_thread, elapsed_us > 0 ? stolen_us / elapsed_us : 0});
  for (size_t i = 0; i < rounds.size(); ++i) result.sessions[i].ratio_to_last = ratios.to_last[i];
  result.conditions = ratios.conditions;
  return ratios;
}

}  // namespace

LatencyMeasurement measure_latency(std::span<Session* const> sessions,
                                   const LatencyOptions& options, const Progress& progress,
                                   const ProcessorClock& clock) {
  std::optional<CoreVisits> visits;
  if (options.one_thread) visits.emplace(clock);
  const Budget budget{options, clock};
  const double stolen_us = clock.stolen_us();
  LatencyMeasurement result;
  result.sessions.resize(sessions.size());
  const std::vector<Subject> subjects = warm_up_all(sessions, result.sessions, budget);
  // With one session there is no ratio to wait for. Intervals are looked at ever more rarely.
  const bool may_end_early = options.rounds == 0 && sessions.size() > 1;
  size_t next_look = kRoundsBeforeLook;
  for (size_t round = 0; !budget.spent(round);) {
    measure_round(subjects, round++, clock, options.one_thread);
    budget.tell(progress);
    if (visits) visits->move_when_due();
    if (!may_end_early || round < next_look || budget.elapsed_us() < kBeforeEarlyEnd) continue;
    if (std::ranges::max(compute_ratios(result, budget, stolen_us).noise) <= options.wanted_width)
      return result;
    next_look = round * 2;
  }
  compute_ratios(result, budget, stolen_us);
  return result;
}

Latency summarize(const SessionLatency& latency) {
  const std::vector<double>& samples = latency.samples_us;
  return {percentile(samples, 50), percentile(samples, 90), percentile(samples, 99), samples};
}

}  // namespace sprint::verify
