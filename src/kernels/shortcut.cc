#include "kernels/shortcut.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace sprint::kernels {
namespace {

constexpr size_t kBlock = 16, kGroup = kBlock * 4;

using Sums = std::array<int16_t, kGroup>;  // [16][4]

// Adds up to 255 groups, whose sums have 16 bits; a function whose operands are known not to
// overlap, for the compiler to make vectors of.
void add_groups(const int8_t* __restrict groups, size_t count, int16_t* __restrict all,
                int16_t* __restrict positive) {
  for (size_t k = 0; k < count; ++k, groups += kGroup) {
    for (size_t i = 0; i < kGroup; ++i) {
      const int32_t sum = all[i] + groups[i];
      const int32_t above = positive[i] + (groups[i] > 0 ? groups[i] : 0);
      all[i] = static_cast<int16_t>(sum);
      positive[i] = static_cast<int16_t>(above);
    }
  }
}

// Per channel of a block, the sum of its positive and of its negative weights.
struct WeightSums {
  std::array<double, kBlock> positive{}, negative{};

  explicit WeightSums(std::span<const int8_t> block) {
    constexpr size_t kMost = 255;
    for (size_t groups = block.size() / kGroup, count = 0; groups > 0; groups -= count) {
      count = std::min(groups, kMost);
      Sums all{}, above{};
      add_groups(block.data(), count, all.data(), above.data());
      block = block.subspan(count * kGroup);
      for (size_t i = 0; i < kGroup; ++i) {
        positive[i / 4] += above[i];
        negative[i / 4] += all[i] - above[i];
      }
    }
  }

  // Of `bias` and products with any uint8.
  double highest(size_t channel, int32_t bias) const { return bias + 255 * positive[channel]; }
  double lowest(size_t channel, int32_t bias) const { return bias + 255 * negative[channel]; }
};

// Of a channel whose sums are within [lowest, highest].
Shortcut shortcut_of(double lowest, double highest, double multiplier) {
  constexpr double kRoundable = 1 << 30;
  const double largest = std::max(std::fabs(lowest), std::fabs(highest));
  const bool wraps_around = largest >= 1LL << 31;
  if (wraps_around || !(largest * std::fabs(multiplier) <= kRoundable)) return Shortcut::none;
  // A negative sum makes a float below 2^23, of whatever slope, and with that a result below 0.
  const bool is_float = highest < 1 << 23 && lowest >= -kFloatSum;
  const bool is_rectified = is_float && multiplier >= 0 && multiplier * (1 << 23) <= kRoundable;
  return is_rectified ? Shortcut::rectified : Shortcut::simple;
}

}  // namespace

Shortcut shortcut_of(std::span<const int8_t> weights, std::span<const int32_t> bias,
                     int32_t channels, const OutputStage& stage) {
  if (stage.low != 0 || stage.high != 255) return Shortcut::none;
  Shortcut shortcut = stage.zero_point == 0 ? Shortcut::rectified : Shortcut::simple;
  const size_t count = static_cast<size_t>(channels), blocks = (count + kBlock - 1) / kBlock;
  const size_t block_size = weights.size() / std::max<size_t>(blocks, 1);
  for (size_t b = 0; b < blocks && shortcut != Shortcut::none; ++b) {
    const WeightSums sums(weights.subspan(b * block_size, block_size));
    for (size_t c = 0; c < std::min(kBlock, count - b * kBlock); ++c) {
      const size_t channel = b * kBlock + c;
      shortcut = std::min(shortcut,
                          shortcut_of(sums.lowest(c, bias[channel]), sums.highest(c, bias[channel]),
                                      double{stage.multiplier[channel]}));
    }
  }
  return shortcut;
}

void take(Shortcut shortcut, std::span<int32_t> bias) {
  if (shortcut != Shortcut::rectified) return;
  for (int32_t& sum : bias) sum += kFloatSum;
}

}  // namespace sprint::kernels
