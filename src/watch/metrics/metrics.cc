#include "watch/metrics/metrics.h"

#include <utility>

namespace sprint::watch {
namespace {

constexpr std::array<CounterName, 7> kCounters{{
    {&Counters::frames, "frames", "Frames captured."},
    {&Counters::unchanged, "unchanged", "Frames equal to the one before, not looked at again."},
    {&Counters::detections, "detections", "Frames that the detector looked at."},
    {&Counters::changes, "changes", "Confirmed changes of the state."},
    {&Counters::key_presses, "key_presses", "Presses of the sprint key."},
    {&Counters::capture_errors, "capture_errors", "Frames that could not be captured."},
    {&Counters::absences, "absences", "Times that the window was gone, minimised or unfocused."},
}};

}  // namespace

std::span<const CounterName> counter_names() { return kCounters; }

void Metrics::record(Stage stage, std::chrono::nanoseconds time) {
  const std::lock_guard lock(mutex_);
  stages_[static_cast<size_t>(stage)].record(time);
}

void Metrics::count(int64_t Counters::*member, int64_t more) {
  const std::lock_guard lock(mutex_);
  counters_.*member += more;
}

void Metrics::set_model(ModelFigures model) {
  const std::lock_guard lock(mutex_);
  model_ = std::move(model);
}

MetricsSnapshot Metrics::snapshot() const {
  const ProcessUse process = process_use();
  const std::lock_guard lock(mutex_);
  return {Clock::now() - start_, stages_, counters_, model_, process};
}

}  // namespace sprint::watch
