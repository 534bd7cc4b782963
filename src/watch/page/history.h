// The course of the figures, for charts.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

#include "watch/metrics/metrics.h"

namespace sprint::watch {

// What was measured between two looks at the metrics.
struct HistoryPoint {
  int64_t number;       // from 1
  double from_s, to_s;  // time since the watcher's start
  double cpu_percent;   // of one core
  double frames_per_s;
  std::optional<double> p50_ms, p99_ms;  // of Stage::whole; nothing where no frame was taken
};

class History {
 public:
  // Adds a point where the last is at least a second old. Keeps the last 600.
  void add(const MetricsSnapshot& now);

  const std::deque<HistoryPoint>& points() const { return points_; }

 private:
  std::optional<MetricsSnapshot> last_;
  int64_t number_ = 0;
  std::deque<HistoryPoint> points_;
};

}  // namespace sprint::watch
