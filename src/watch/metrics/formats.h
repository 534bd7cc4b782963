// The figures as text.
#pragma once

#include <string>

#include "watch/metrics/metrics.h"

namespace sprint::watch {

// One line about the time from `before` to `now`: rates, counts, times of the stages, CPU share of
// one core and resident memory.
std::string metrics_line(const MetricsSnapshot& now, const MetricsSnapshot& before);

// An object of stages (count, p50_us, p90_us, p99_us, max_us, mean_us, bins: [lowest_us,
// highest_us, count]), counters, process and model. Times of a stage that never ran and the model
// where there is none are null.
std::string metrics_json(const MetricsSnapshot& snapshot);

// Lines "figure,value" below a header of these names; the figures of metrics_json by names such as
// "capture_p50_us". Those that are null there have no value.
std::string metrics_csv(const MetricsSnapshot& snapshot);

// The text format of Prometheus, version 0.0.4: a summary per stage, counters and gauges.
std::string metrics_prometheus(const MetricsSnapshot& snapshot);

}  // namespace sprint::watch
