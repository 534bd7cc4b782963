#include "verify/noise.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sprint/compare.h"

namespace sprint::verify {
namespace {

double distance(double x, double y) {
  if (x == y || (std::isnan(x) && std::isnan(y))) return 0;
  const double error = std::abs(x - y);
  return std::isfinite(error) ? error : std::numeric_limits<double>::infinity();
}

}  // namespace

void Noise::add(std::span<const float> base, std::span<const float> candidate) {
  for (size_t i = 0; i < base.size(); ++i) {
    const double x = base[i], error = distance(x, candidate[i]);
    if (std::isfinite(x)) signal_ += x * x;
    noise_ += error * error;
    max_error_ = std::max(max_error_, error);
  }
}

void Noise::add(const Noise& other) {
  signal_ += other.signal_;
  noise_ += other.noise_;
  max_error_ = std::max(max_error_, other.max_error_);
}

double Noise::sqnr_db() const {
  if (noise_ == 0) return kMaxSqnrDb;
  if (signal_ == 0) return -kMaxSqnrDb;
  return std::clamp(10 * std::log10(signal_ / noise_), -kMaxSqnrDb, kMaxSqnrDb);
}

}  // namespace sprint::verify
