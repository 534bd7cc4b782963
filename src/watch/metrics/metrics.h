// What the watcher measures of itself.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <span>
#include <string>
#include <string_view>

#include "watch/metrics/log_histogram.h"
#include "watch/metrics/model_figures.h"
#include "watch/metrics/process_use.h"

namespace sprint::watch {

enum class Stage {
  capture,  // taking the frame
  infer,    // preprocess and model, or template matching
  act,      // decision and actions
  whole,    // from the start of the capture to the end of the actions
};
inline constexpr std::array<std::string_view, 4> kStageNames{"capture", "infer", "act", "whole"};

struct Counters {
  int64_t frames = 0, unchanged = 0, detections = 0, changes = 0, key_presses = 0;
  int64_t capture_errors = 0, absences = 0;
};

struct CounterName {
  int64_t Counters::*member;
  std::string_view name, description;
};
std::span<const CounterName> counter_names();

// All figures at one moment.
struct MetricsSnapshot {
  std::chrono::nanoseconds uptime{0};
  std::array<LogHistogram, kStageNames.size()> stages;
  Counters counters;
  ModelFigures model;
  ProcessUse process;
};

// Filled by the watcher's thread, read by any. record() and count() allocate nothing.
class Metrics {
 public:
  void record(Stage stage, std::chrono::nanoseconds time);
  void count(int64_t Counters::*member, int64_t more = 1);
  void set_model(ModelFigures model);
  MetricsSnapshot snapshot() const;

 private:
  using Clock = std::chrono::steady_clock;

  const Clock::time_point start_ = Clock::now();
  std::array<LogHistogram, kStageNames.size()> stages_;
  Counters counters_;
  ModelFigures model_;
  mutable std::mutex mutex_;
};

}  // namespace sprint::watch
