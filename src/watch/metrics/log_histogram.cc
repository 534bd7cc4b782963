#include "watch/metrics/log_histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace sprint::watch {

using std::chrono::nanoseconds;

// Bins 0 to 63 hold one value each. With s = bit_width(value) - 6, the bits by which a larger value
// exceeds six, value >> s lies in [32, 64) and its bin is 32 s + (value >> s).
size_t LogHistogram::index_of(int64_t value) {
  const auto bits =
      static_cast<uint64_t>(std::clamp<int64_t>(value, 0, (int64_t{1} << kRangeBits) - 1));
  const int shift = std::max(static_cast<int>(std::bit_width(bits)) - kSubdivisionBits - 1, 0);
  return (static_cast<size_t>(shift) << kSubdivisionBits) + (bits >> shift);
}

LogHistogram::Bin LogHistogram::bounds_of(size_t index) {
  const size_t row = index >> kSubdivisionBits;
  const size_t shift = row == 0 ? 0 : row - 1;
  const auto lowest = static_cast<int64_t>((index - (shift << kSubdivisionBits)) << shift);
  return {nanoseconds(lowest), nanoseconds(lowest + (int64_t{1} << shift) - 1), 0};
}

void LogHistogram::record(nanoseconds time) {
  const nanoseconds value = std::max(time, nanoseconds(0));
  ++counts_[index_of(value.count())];
  ++count_;
  sum_ += value;
  max_ = std::max(max_, value);
}

nanoseconds LogHistogram::quantile(double q) const {
  const double wanted = std::ceil(std::clamp(q, 0.0, 1.0) * static_cast<double>(count_));
  const int64_t rank = std::max<int64_t>(1, static_cast<int64_t>(wanted));
  int64_t seen = 0;
  for (size_t index = 0; index < kBins; ++index) {
    seen += counts_[index];
    if (seen < rank) continue;
    const Bin bin = bounds_of(index);
    return std::min(max_, bin.lowest + (bin.highest - bin.lowest) / 2);
  }
  return nanoseconds(0);
}

std::vector<LogHistogram::Bin> LogHistogram::bins() const {
  std::vector<Bin> filled;
  for (size_t index = 0; index < kBins; ++index) {
    if (counts_[index] == 0) continue;
    filled.push_back(bounds_of(index));
    filled.back().count = counts_[index];
  }
  return filled;
}

LogHistogram LogHistogram::since(const LogHistogram& before) const {
  LogHistogram later;
  for (size_t index = 0; index < kBins; ++index) {
    later.counts_[index] = counts_[index] - before.counts_[index];
    if (later.counts_[index] > 0) later.max_ = std::min(max_, bounds_of(index).highest);
  }
  later.count_ = count_ - before.count_;
  later.sum_ = sum_ - before.sum_;
  return later;
}

}  // namespace sprint::watch
