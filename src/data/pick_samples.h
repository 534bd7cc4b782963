// Fewer samples, as fairly as that can be done.
#pragma once

#include <cstddef>

#include "sprint/samples.h"

namespace sprint::data {

// At most `limit` samples, spread evenly over the set; all where `limit` is 0.
SampleSet pick_samples(const SampleSet& set, size_t limit);

}  // namespace sprint::data
