// From observed values to the range that each tensor's 8 bits shall cover.
#pragma once

#include <map>
#include <string>

#include "calibrate/observe.h"

namespace sprint::calibrate {

struct Range {
  float low = 0, high = 0;  // finite, low <= high

  friend bool operator==(const Range&, const Range&) = default;
};

// What the samples tell of the values that a tensor takes.
enum class Evidence {
  values,
  nothing,     // no element in any sample
  zeros,       // zeros only: not how large other values are
  infinities,  // beside other values or alone
  nans,        // the same, perhaps with infinities
};

struct TensorRange {
  Range covered;   // by the 8 bits
  Range extremes;  // of all finite values
  Evidence evidence = Evidence::values;

  friend bool operator==(const TensorRange&, const TensorRange&) = default;
};

// By name of the tensor.
using Ranges = std::map<std::string, TensorRange>;

// min_max: the extremes. percentile: the middle `percentile` percent of the values, the share
// (100 - percentile) / 2 percent cut off at either end. Observing once serves any number of
// methods. Throws Error{usage} where `percentile` is not over 0 and at most 100.
Ranges choose_ranges(const Observations& observations, CalibrationMethod method, double percentile);

}  // namespace sprint::calibrate
