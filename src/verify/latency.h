// Latency of models side by side: measured in turns, so that what disturbs the machine disturbs all
// of them alike. docs/measuring.md says why it is done so.
#pragma once

#include <span>
#include <vector>

#include "base/processor_time.h"
#include "sprint/compare.h"
#include "sprint/session.h"
#include "verify/latency_ratio.h"

namespace sprint::verify {

struct LatencyOptions {
  double seconds = 2;          // the budget, warm-up included
  size_t rounds = 0;           // exactly so many, whatever the budget; 0: as many as it takes
  double wanted_width = 0.01;  // ends early, but not in the first second, once the noise of every
                               // ratio spans less than this share of the ratio
  // Whether sessions run on the calling thread alone: then it stays on a core at a time, and ratios
  // are of CPU time.
  bool one_thread = true;
};

struct SessionLatency {
  std::vector<double> samples_us;  // wall time of one inference
  size_t runs_per_sample =
      1;  // a sample is the mean of so many runs where one is too short for the clock
  std::vector<RoundTime> rounds;
  Interval ratio_to_last;  // of this session's time to that of the last session
};

struct LatencyMeasurement {
  std::vector<SessionLatency> sessions;  // as given
  LatencyConditions conditions;
};

// Measures sessions to which inputs are bound (Session::bind). Every round measures a time slice of
// each session, in turn from the first to the last and from the last to the first, so that a drift
// cancels out of the ratios. Slices are as long for all: a session runs as often as fills its
// slice, after one run that is not counted, as it brings back to the caches what the other sessions
// displaced. Where one_thread, the thread moves on to another core ten times a second. At least 5
// rounds are measured. `progress` is told the stage "measure" in milliseconds of the budget.
LatencyMeasurement measure_latency(std::span<Session* const> sessions,
                                   const LatencyOptions& options = {},
                                   const Progress& progress = {},
                                   const ProcessorClock& clock = system_clock());

// p50, p90, p99 and the samples themselves.
Latency summarize(const SessionLatency& latency);

}  // namespace sprint::verify
