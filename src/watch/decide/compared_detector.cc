#include "watch/decide/compared_detector.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <functional>

namespace sprint::watch {
namespace {

using std::chrono::nanoseconds;
using Clock = std::chrono::steady_clock;
using Side = Comparison::Side;

double microseconds(nanoseconds time) { return static_cast<double>(time.count()) / 1e3; }

}  // namespace

void Comparison::begin(const Detector& first, const Detector& second) {
  const std::scoped_lock lock(mutex_);
  figures_ = {};
  figures_.first.name = first.describe();
  figures_.first.model = first.model();
  figures_.second.name = second.describe();
  figures_.second.model = second.model();
}

void Comparison::record(const Detection& first, nanoseconds first_time, const Detection& second,
                        nanoseconds second_time) {
  const std::scoped_lock lock(mutex_);
  const auto add = [](Side& side, const Detection& detection, nanoseconds time) {
    side.times.record(time);
    side.active += detection.active ? 1 : 0;
    side.confidence += detection.confidence;
  };
  add(figures_.first, first, first_time);
  add(figures_.second, second, second_time);
  ++figures_.frames;
  figures_.agreed += first.active == second.active ? 1 : 0;
}

Comparison::Figures Comparison::figures() const {
  const std::scoped_lock lock(mutex_);
  return figures_;
}

std::string comparison_table(const Comparison::Figures& figures) {
  const auto frames = static_cast<double>(std::max<int64_t>(figures.frames, 1));
  const auto row = [&](std::string_view name, const std::function<std::string(const Side&)>& cell) {
    return fmt::format("{:<18}{:>14}{:>14}\n", name, cell(figures.first), cell(figures.second));
  };
  const auto time = [](double q) {
    return [q](const Side& side) {
      return fmt::format("{:.1f}", microseconds(side.times.quantile(q)));
    };
  };
  return fmt::format("first:  {}\nsecond: {}\n{:<18}{:>14}{:>14}\n", figures.first.name,
                     figures.second.name, "", "first", "second") +
         row("size, KB",
             [](const Side& side) {
               return fmt::format("{:.1f}", static_cast<double>(side.model.size_bytes) / 1e3);
             }) +
         row("load, ms",
             [](const Side& side) {
               return fmt::format("{:.1f}", microseconds(side.model.load_time) / 1e3);
             }) +
         row("detect p50, us", time(0.5)) + row("detect p90, us", time(0.9)) +
         row("detect p99, us", time(0.99)) +
         row("active frames", [](const Side& side) { return fmt::format("{}", side.active); }) +
         row("mean confidence",
             [&](const Side& side) { return fmt::format("{:.4f}", side.confidence / frames); }) +
         fmt::format("{} frames, {} alike ({:.2f}%)\n", figures.frames, figures.agreed,
                     100 * static_cast<double>(figures.agreed) / frames);
}

ComparedDetector::ComparedDetector(std::unique_ptr<Detector> first,
                                   std::unique_ptr<Detector> second, Comparison& comparison)
    : first_(std::move(first)), second_(std::move(second)), comparison_(comparison) {
  comparison_.begin(*first_, *second_);
}

Detection ComparedDetector::detect(const Image& frame) {
  const auto timed = [&](Detector& detector, nanoseconds& time) {
    const Clock::time_point begin = Clock::now();
    const Detection detection = detector.detect(frame);
    time = Clock::now() - begin;
    return detection;
  };
  nanoseconds first_time{0}, second_time{0};
  Detection first, second;
  if (second_goes_first_) second = timed(*second_, second_time);
  first = timed(*first_, first_time);
  if (!second_goes_first_) second = timed(*second_, second_time);
  second_goes_first_ = !second_goes_first_;
  comparison_.record(first, first_time, second, second_time);
  return first;
}

}  // namespace sprint::watch
