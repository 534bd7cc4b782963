// Which of several attempts is best.
#pragma once

#include <string>
#include <vector>

#include "optimize/attempt.h"

namespace sprint::optimize {

// Best first: what was measured at length before what was screened, what was accepted before what
// was not, what misses fewer requirements, what lies nearer to being right, and of those the
// fastest; failures last.
void rank(std::vector<Attempt>& attempts);

// What the user should know about the outcome: what preparing alone gains, whether the model is
// best left in float, and what to ask for instead where nothing was accepted.
std::vector<std::string> advice(const std::vector<Attempt>& attempts, const Attempt& chosen);

}  // namespace sprint::optimize
