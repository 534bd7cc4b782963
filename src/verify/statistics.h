// What samples of a noisy measurement say: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sprint/compare.h"

namespace sprint::verify {

// The value below which `percent` of 0..100 of the values lie, interpolated linearly between the
// two nearest (definition 7 of Hyndman and Fan, Sample quantiles in statistical packages, 1996).
// Requires at least one value.
double percentile(std::vector<double> values, double percent);

inline double median(std::vector<double> values) { return percentile(std::move(values), 50); }

// The median of the distances from the median.
double median_absolute_deviation(const std::vector<double>& values);

// Values further from the median than 5 standard deviations of a normal distribution with the same
// median absolute deviation (1.4826 of it are one).
size_t count_outliers(const std::vector<double>& values);

// The median of `values`, given in order of time, and the 95% interval of its noise by the block
// bootstrap (Carlstein, "The use of subseries values for estimating the variance of a general
// statistic from a stationary sequence", 1986, with resampled blocks): neighbours in time are not
// independent, so whole blocks of them are drawn, with `seed`; there are at most 20. Requires at
// least one value.
Interval median_interval(const std::vector<double>& values, uint64_t seed = 0);

}  // namespace sprint::verify
