// Which of several attempts is best.
#pragma once

#include <string>
#include <vector>

#include "optimize/attempt.h"

namespace sprint::optimize {

// Best first: what was measured at length before what was screened, what was accepted before what
// was not, what misses fewer requirements, what lies nearer to being right, and of those the
// fastest. Where the intervals of latency overlap, the higher SQNR. Failures last.
void rank(std::vector<Attempt>& attempts);

// What the user should know about the outcome: what the other runtime gives, what preparing alone
// gains, whether the model is best left in float, and what to ask for instead where nothing was
// accepted.
std::vector<std::string> advice(const std::vector<Attempt>& attempts, const Attempt& chosen);

}  // namespace sprint::optimize
