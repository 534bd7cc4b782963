// What to make of the outcome of a search.
#pragma once

#include <string>
#include <vector>

#include "optimize/attempt.h"

namespace sprint::optimize {

// What the user should know, in sentences: what the other runtime gives, what preparing alone gains
// and how to get it, whether the model is best left in float, and what to ask for instead where
// nothing was accepted. A lower limit of quality is named only where at most three times of what
// is allowed was used and the figure still means something: at least 10 dB, or more right than
// wrong.
std::vector<std::string> advice(const std::vector<Attempt>& attempts, const Attempt& chosen);

}  // namespace sprint::optimize
