// Latency of models side by side: measured in turns, so that what disturbs the machine disturbs all
// of them alike.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "sprint/compare.h"
#include "sprint/session.h"

namespace sprint::verify {

struct LatencyOptions {
  double seconds = 2;          // the budget, warm-up included
  size_t rounds = 0;           // exactly so many, whatever the budget; 0: as many as it takes
  double wanted_width = 0.01;  // ends early once every ratio's interval is narrower than this share
                               // of the ratio
  bool pin = true;  // keep the calling thread on one core meanwhile; for sessions of one thread
};

struct SessionLatency {
  std::vector<double> samples_us;  // of one inference, one sample per round
  size_t runs_per_sample =
      1;  // a sample is the mean of so many runs where one is too short for the clock
  Interval ratio_to_last;  // of this session's time to that of the last session
};

struct LatencyMeasurement {
  std::vector<SessionLatency> sessions;  // as given
  size_t rounds = 0;
};

// The time now, in microseconds since whenever.
using Clock = std::function<double()>;
double monotonic_us();

// Measures sessions to which inputs are bound (Session::bind). Every round takes one sample of each
// session, in turn from the first to the last and from the last to the first, so that a drift
// cancels out of the ratios. Runs of under a millisecond are preceded by one that is not counted:
// it brings back to the caches what the other sessions displaced. At least 5 rounds are measured,
// and 100 before it ends early. `progress` is told the stage "measure" in milliseconds of the
// budget.
LatencyMeasurement measure_latency(std::span<Session* const> sessions,
                                   const LatencyOptions& options = {},
                                   const Progress& progress = {},
                                   const Clock& clock = monotonic_us);

// p50, p90, p99 and the samples themselves.
Latency summarize(const SessionLatency& latency);

}  // namespace sprint::verify
