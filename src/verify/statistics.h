// What samples of a noisy measurement say: pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
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

// a[i] / b[i] for samples taken next to each other, so that what slows both down cancels out.
// Requires as many of the one as of the other.
std::vector<double> paired_ratios(std::span<const double> a, std::span<const double> b);

// The median of `values` and its 95% interval by the percentile bootstrap (Efron and Tibshirani, An
// introduction to the bootstrap, 1993, chapter 13) over 1000 resamples drawn from `seed`. Requires
// at least one value.
Interval median_interval(const std::vector<double>& values, uint64_t seed = 0);

}  // namespace sprint::verify
