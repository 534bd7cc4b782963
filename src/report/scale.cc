#include "report/scale.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace sprint::report {
namespace {

constexpr double kLogarithmicFrom = 4;

// The round step that cuts `length` into about `count` parts.
double round_step(double length, int count) {
  const double rough = length / count;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 5.0})
    if (rough <= factor * power) return factor * power;
  return 10 * power;
}

}  // namespace

Scale::Scale(double low, double high, double margin)
    : logarithmic_(low > 0 && high > kLogarithmicFrom * low), low_(low), high_(high) {
  if (!(high_ > low_)) {
    const double room = std::max(std::abs(low_) * 0.1, 1e-9);
    low_ -= room;
    high_ += room;
  }
  if (logarithmic_) {
    const double factor = std::pow(high_ / low_, margin);
    low_ /= factor;
    high_ *= factor;
  } else {
    const double room = (high_ - low_) * margin;
    low_ -= room;
    high_ += room;
  }
}

double Scale::coordinate(double value) const {
  return logarithmic_ ? std::log(std::max(value, low_)) : value;
}

double Scale::percent(double value) const {
  const double part =
      (coordinate(value) - coordinate(low_)) / (coordinate(high_) - coordinate(low_));
  return std::clamp(part, 0.0, 1.0) * 100;
}

std::vector<double> Scale::ticks(int count) const {
  std::vector<double> values;
  if (!logarithmic_) {
    const double step = round_step(high_ - low_, count);
    const auto first = static_cast<int64_t>(std::ceil(low_ / step));
    const auto last = static_cast<int64_t>(std::floor(high_ / step));
    for (int64_t i = first; i <= last; ++i) values.push_back(static_cast<double>(i) * step);
    return values;
  }
  const auto first = static_cast<int>(std::floor(std::log10(low_)));
  const auto last = static_cast<int>(std::floor(std::log10(high_)));
  for (int exponent = first; exponent <= last; ++exponent) {
    const double power = std::pow(10, exponent);
    for (const double factor : {1.0, 2.0, 5.0})
      if (factor * power >= low_ && factor * power <= high_) values.push_back(factor * power);
  }
  return values;
}

std::string Scale::tick_text(double value) {
  return fmt::format("{:.4g}", std::abs(value) < 1e-12 ? 0.0 : value);
}

}  // namespace sprint::report
