#include "watch/page/history.h"

namespace sprint::watch {
namespace {

constexpr size_t kMostPoints = 600;
constexpr double kLeastSeconds = 1;

double seconds(std::chrono::nanoseconds time) {
  return std::chrono::duration<double>(time).count();
}

std::optional<double> quantile_ms(const LogHistogram& times, double q) {
  return times.count() > 0 ? std::optional(seconds(times.quantile(q)) * 1e3) : std::nullopt;
}

HistoryPoint point_between(const MetricsSnapshot& before, const MetricsSnapshot& now,
                           int64_t number) {
  constexpr auto kWhole = static_cast<size_t>(Stage::whole);
  const double passed = seconds(now.uptime - before.uptime);
  const LogHistogram times = now.stages[kWhole].since(before.stages[kWhole]);
  return {
      .number = number,
      .from_s = seconds(before.uptime),
      .to_s = seconds(now.uptime),
      .cpu_percent = seconds(now.process.cpu_time - before.process.cpu_time) / passed * 100,
      .frames_per_s = static_cast<double>(now.counters.frames - before.counters.frames) / passed,
      .p50_ms = quantile_ms(times, 0.5),
      .p99_ms = quantile_ms(times, 0.99)};
}

}  // namespace

void History::add(const MetricsSnapshot& now) {
  if (last_ && seconds(now.uptime - last_->uptime) < kLeastSeconds) return;
  if (last_) points_.push_back(point_between(*last_, now, ++number_));
  if (points_.size() > kMostPoints) points_.pop_front();
  last_ = now;
}

}  // namespace sprint::watch
