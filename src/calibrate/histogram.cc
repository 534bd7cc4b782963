#include "calibrate/histogram.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sprint::calibrate {
namespace {

constexpr int kBins = Histogram::kBinsPerSide;
// The narrowest bins: the reciprocal of their width is still a float.
constexpr int kMinExponent = -126;

// Where bin `i` lies in the vector of bins.
size_t position_of(int i) { return static_cast<size_t>(i) + kBins; }

bool fits(float low, float high, int exponent) {
  const double reach = std::ldexp(static_cast<double>(kBins), exponent);
  return low >= -reach && high < reach;
}

// Adds the bins of a histogram 2^shift times as fine.
void add_bins(std::vector<uint64_t>& bins, const std::vector<uint64_t>& finer, int shift) {
  shift = std::min(shift, 30);
  for (int i = -kBins; i < kBins; ++i) {
    bins[position_of(i >> shift)] += finer[position_of(i)];
  }
}

}  // namespace

void Histogram::add(std::span<const float> values) {
  if (values.empty()) return;
  const Extremes extremes = extremes_of(values);
  if (extremes.finite()) {
    add_finite(values, extremes);
    return;
  }
  std::vector<float> finite;
  for (const float value : values) {
    if (std::isfinite(value)) finite.push_back(value);
    nans_ += std::isnan(value) ? 1 : 0;
    infinities_ += std::isinf(value) ? 1 : 0;
  }
  if (!finite.empty()) add_finite(finite, extremes_of(finite));
}

void Histogram::add_finite(std::span<const float> values, const Extremes& extremes) {
  include(extremes.min(), extremes.max());
  count_ += values.size();

  // In double no product with the width's reciprocal is rounded, so that floor is exact. Indices
  // are found run by run, apart from the counting, for the loop to be vectorized.
  const double per_width = std::ldexp(1.0, -exponent_);
  std::array<int32_t, 512> indices{};
  while (!values.empty()) {
    const std::span<const float> run = values.first(std::min(indices.size(), values.size()));
    for (size_t i = 0; i < run.size(); ++i) {
      const double position = static_cast<double>(run[i]) * per_width;
      const auto truncated = static_cast<int32_t>(position);
      indices[i] = truncated - static_cast<int32_t>(position < truncated);
    }
    for (size_t i = 0; i < run.size(); ++i) ++bins_[position_of(indices[i])];
    values = values.subspan(run.size());
  }
}

void Histogram::merge(const Histogram& other) {
  nans_ += other.nans_;
  infinities_ += other.infinities_;
  if (other.count_ == 0) return;
  include(other.min_, other.max_);
  count_ += other.count_;
  add_bins(bins_, other.bins_, exponent_ - other.exponent_);
}

void Histogram::include(float low, float high) {
  if (bins_.empty()) {
    bins_.assign(2 * kBins, 0);
    exponent_ = kMinExponent;
    min_ = low;
    max_ = high;
  }
  min_ = std::min(min_, low);
  max_ = std::max(max_, high);
  int exponent = exponent_;
  while (!fits(min_, max_, exponent)) ++exponent;
  widen(exponent);
}

void Histogram::widen(int exponent) {
  if (exponent == exponent_) return;
  std::vector<uint64_t> wider(bins_.size(), 0);
  add_bins(wider, bins_, exponent - exponent_);
  bins_ = std::move(wider);
  exponent_ = exponent;
}

float Histogram::quantile(double q) const {
  if (count_ == 0 || q <= 0) return min_;
  const double wanted = q * static_cast<double>(count_);
  const double width = std::ldexp(1.0, exponent_);
  double below = 0;
  for (int i = -kBins; i < kBins; ++i) {
    const auto here = static_cast<double>(bins_[position_of(i)]);
    if (below + here >= wanted && here > 0) {
      const double low = std::max(i * width, static_cast<double>(min_));
      const double high = std::min((i + 1) * width, static_cast<double>(max_));
      return static_cast<float>(low + (high - low) * ((wanted - below) / here));
    }
    below += here;
  }
  return max_;
}

}  // namespace sprint::calibrate
