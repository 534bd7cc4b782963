// A streaming histogram whose content depends on the values added and not on their order.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "tensor/extremes.h"

namespace sprint::calibrate {

// Bins are [i * w, (i + 1) * w) with a width w that is a power of two, the smallest with which
// kBinsPerSide bins on either side of zero hold every value so far. Doubling the width merges
// neighbouring bins exactly, as floor(floor(x / w) / 2) == floor(x / 2w), so that adding values in
// any order, or in parts that are merged, gives equal histograms. Takes 64 KB.
class Histogram {
 public:
  static constexpr int kBinsPerSide = 4096;

  // NaNs and infinities are only counted; all else is about the finite values.
  void add(std::span<const float> values);
  void merge(const Histogram& other);

  uint64_t count() const { return count_; }
  uint64_t nans() const { return nans_; }
  uint64_t infinities() const { return infinities_; }
  // The exact extremes; 0 where nothing was added.
  float min() const { return min_; }
  float max() const { return max_; }

  // The value below which the share `q` in [0, 1] of all values lies, interpolated inside its bin
  // as if values were spread evenly over it, and never outside [min(), max()].
  float quantile(double q) const;

  friend bool operator==(const Histogram&, const Histogram&) = default;

 private:
  void add_finite(std::span<const float> values, const Extremes& extremes);
  void include(float low, float high);
  void widen(int exponent);

  int exponent_ = 0;            // of the width; meaningless while bins_ is empty
  std::vector<uint64_t> bins_;  // [kBinsPerSide + i] is bin i; empty until the first value
  uint64_t count_ = 0, nans_ = 0, infinities_ = 0;
  float min_ = 0, max_ = 0;
};

}  // namespace sprint::calibrate
