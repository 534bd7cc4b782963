// The ratios of sessions that were measured in turns, and what disturbed them: pure functions.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sprint/compare.h"

namespace sprint::verify {

// One session's slice of a round.
struct RoundTime {
  double us = 0;  // of one inference: CPU time or wall time
  bool disturbed = false;
};

// What the ratios rest on besides the times.
struct RatioBasis {
  bool cpu_time = true;     // what RoundTime::us is
  double stolen_share = 0;  // of the machine's time, taken by the host meanwhile
};

struct Ratios {
  std::vector<Interval> to_last;  // per session
  std::vector<double> noise;      // per session: the share of the ratio that its noise alone spans
  LatencyConditions conditions;
};

// `sessions` are the rounds of each session, as many of the one as of the other, at least one.
//
// The ratio is the median over the fastest quarter of the rounds, at least five: those with the
// lowest geometric mean of the sessions' times. Whatever disturbs (a cache refilled after other
// work had the core, a busy neighbour on the host, a lower clock rate) makes a round slower, and
// longer models suffer more from it; the choice itself favours none of them.
//
// The interval adds, as independent errors do, the block bootstrap's interval for the noise within
// this measurement, and what further measurements differ by: 4% of the ratio where the chosen
// rounds were undisturbed, 15% where all of them were disturbed.
Ratios ratios_to_last(std::span<const std::vector<RoundTime>> sessions, const RatioBasis& basis);

}  // namespace sprint::verify
