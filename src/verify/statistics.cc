#include "verify/statistics.h"

#include <algorithm>
#include <cmath>
#include <random>

namespace sprint::verify {
namespace {

constexpr size_t kResamples = 1000, kMostBlocks = 20;
constexpr double kTail = 2.5;  // percent outside of the interval on either side

// A number below `bound`, from the upper bits of a 32-bit product, as the standard's distributions
// differ between libraries.
size_t below(std::mt19937& engine, size_t bound) {
  return static_cast<size_t>((uint64_t{engine()} * bound) >> 32);
}

}  // namespace

double percentile(std::vector<double> values, double percent) {
  const double place = percent / 100 * static_cast<double>(values.size() - 1);
  const auto lower = static_cast<size_t>(place);
  const auto at = values.begin() + static_cast<std::ptrdiff_t>(lower);
  std::nth_element(values.begin(), at, values.end());
  const double low = *at;
  if (lower + 1 >= values.size()) return low;
  const double high = *std::min_element(at + 1, values.end());
  return low + (place - static_cast<double>(lower)) * (high - low);
}

double median_absolute_deviation(const std::vector<double>& values) {
  const double middle = median(values);
  std::vector<double> distances;
  distances.reserve(values.size());
  for (const double value : values) distances.push_back(std::abs(value - middle));
  return median(std::move(distances));
}

size_t count_outliers(const std::vector<double>& values) {
  const double middle = median(values);
  const double limit = 5 * 1.4826 * median_absolute_deviation(values);
  return static_cast<size_t>(std::count_if(values.begin(), values.end(), [&](double value) {
    return std::abs(value - middle) > limit;
  }));
}

Interval median_interval(const std::vector<double>& values, uint64_t seed) {
  std::mt19937 engine(static_cast<uint32_t>(seed ^ (seed >> 32)));
  const size_t blocks = std::min(kMostBlocks, values.size());
  const auto start_of = [&](size_t block) {
    return values.begin() + static_cast<std::ptrdiff_t>(block * values.size() / blocks);
  };
  std::vector<double> medians, resample;
  for (size_t i = 0; i < kResamples; ++i) {
    resample.clear();
    for (size_t drawn = 0; drawn < blocks; ++drawn) {
      const size_t block = below(engine, blocks);
      resample.insert(resample.end(), start_of(block), start_of(block + 1));
    }
    medians.push_back(median(resample));
  }
  return {median(values), percentile(medians, kTail), percentile(medians, 100 - kTail)};
}

}  // namespace sprint::verify
