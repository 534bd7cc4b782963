#include "kernels/simple_stage.h"

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

  // The largest magnitude of `bias` and a sum of products with any uint8.
  double largest_sum(size_t channel, int32_t bias) const {
    return std::max(std::fabs(bias + 255 * positive[channel]),
                    std::fabs(bias + 255 * negative[channel]));
  }
};

}  // namespace

bool is_simple(std::span<const int8_t> weights, std::span<const int32_t> bias, int32_t channels,
               const OutputStage& stage) {
  if (stage.low != 0 || stage.high != 255 || stage.zero_point % 2 != 0) return false;
  const size_t count = static_cast<size_t>(channels), blocks = (count + kBlock - 1) / kBlock;
  const size_t block_size = weights.size() / std::max<size_t>(blocks, 1);
  for (size_t b = 0; b < blocks; ++b) {
    const WeightSums sums(weights.subspan(b * block_size, block_size));
    for (size_t c = 0; c < std::min(kBlock, count - b * kBlock); ++c) {
      const size_t channel = b * kBlock + c;
      const double largest = sums.largest_sum(c, bias[channel]);
      const bool wraps_around = largest >= 1LL << 31;
      const bool is_small =
          largest * std::fabs(double{stage.multiplier[channel]}) <= double{kLargestResult};
      if (wraps_around || !is_small) return false;
    }
  }
  return true;
}

}  // namespace sprint::kernels
