// The gate's part on quality.
#pragma once

#include "sprint/compare.h"

namespace sprint::verify {

// Met if every judged output has no fault and keeps its limits. Throws Error{usage} where nothing
// was judged, or an output's measure has no limit.
Finding judge_accuracy(const Comparison& comparison, const Requirements& requirements);

}  // namespace sprint::verify
