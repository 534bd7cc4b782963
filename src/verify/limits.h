// Limits of measures, and how much of them a candidate uses.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "sprint/compare.h"

namespace sprint::verify {

// The limit that holds for a metric: the one asked for, the one that came with it, the default, or
// none.
std::optional<double> limit_of(const Requirements& requirements, Measure measure,
                               const Metric& metric);

// LimitedMetric::used.
double used_share(const Metric& metric, double limit);

// "0.50 points", "41.0 dB", "0.983".
std::string metric_text(const Metric& metric, double value);

// "--limit regression.sqnr=24": what lets this value pass, rounded to the generous side; empty
// where more than ten times of what is allowed is used, which is no answer worth having.
std::string limit_option(Measure measure, const Metric& metric, double used);

// Of a finding on accuracy: the metric that uses most of its limit; null where nothing is limited.
const LimitedMetric* closest_limit(const Finding& finding);
// The same of the verdict's finding on accuracy.
const LimitedMetric* closest_limit(const Verdict& verdict);

}  // namespace sprint::verify
