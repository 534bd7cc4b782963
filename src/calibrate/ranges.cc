#include "calibrate/ranges.h"

#include "base/error.h"

namespace sprint::calibrate {

Ranges choose_ranges(const Observations& observations, CalibrationMethod method,
                     double percentile) {
  if (!(percentile > 0 && percentile <= 100)) {
    fail_usage("percentile: expected a number over 0 and at most 100, got {}", percentile);
  }
  const double cut = (100 - percentile) / 200;
  Ranges ranges;
  for (const auto& [name, histogram] : observations.tensors) {
    if (method == CalibrationMethod::min_max) {
      ranges[name] = {histogram.min(), histogram.max()};
    } else {
      ranges[name] = {histogram.quantile(cut), histogram.quantile(1 - cut)};
    }
  }
  return ranges;
}

}  // namespace sprint::calibrate
