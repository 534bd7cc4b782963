#include "calibrate/ranges.h"

#include "base/error.h"

namespace sprint::calibrate {
namespace {

Evidence evidence_of(const Histogram& histogram) {
  if (histogram.nans() > 0) return Evidence::nans;
  if (histogram.infinities() > 0) return Evidence::infinities;
  if (histogram.count() == 0) return Evidence::nothing;
  return histogram.min() == 0 && histogram.max() == 0 ? Evidence::zeros : Evidence::values;
}

Range middle(const Histogram& histogram, double percentile) {
  const double cut = (100 - percentile) / 200;
  return {histogram.quantile(cut), histogram.quantile(1 - cut)};
}

}  // namespace

Ranges choose_ranges(const Observations& observations, CalibrationMethod method,
                     double percentile) {
  if (!(percentile > 0 && percentile <= 100)) {
    fail_usage("percentile: expected a number over 0 and at most 100, got {}", percentile);
  }
  Ranges ranges;
  for (const auto& [name, histogram] : observations.tensors) {
    const Range extremes{histogram.min(), histogram.max()};
    const bool whole = method == CalibrationMethod::min_max;
    ranges[name] = {whole ? extremes : middle(histogram, percentile), extremes,
                    evidence_of(histogram)};
  }
  return ranges;
}

}  // namespace sprint::calibrate
