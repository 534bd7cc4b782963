// Which of several attempts is best.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "optimize/attempt.h"

namespace sprint::optimize {

// Best first: what was measured at length before what was screened, what was accepted before what
// was not, what misses fewer requirements, what lies nearer to being right, and of those the
// fastest. Attempts whose intervals of latency overlap with that of the fastest, or that take up to
// a tenth more time, count as fast as it: among them the better quality decides, then the smaller
// size, then the preference, none of which noise can change. Failures last.
void rank(std::vector<Attempt>& attempts);

// Where `chosen` was taken for its measured speed only: which attempt comes before it in all else.
std::optional<std::string> speed_decision(const std::vector<Attempt>& attempts,
                                          const Attempt& chosen);

}  // namespace sprint::optimize
