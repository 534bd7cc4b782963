#include "kernels/simple_stage.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace sprint::kernels {
namespace {

constexpr size_t kBlock = 16, kGroup = kBlock * 4;

// Sums of the positive and of the negative weights of 16 channels.
struct WeightSums {
  std::array<int32_t, kGroup> positive{}, negative{};  // [16][4]

  explicit WeightSums(std::span<const int8_t> block) {
    for (; block.size() >= kGroup; block = block.subspan(kGroup)) {
      for (size_t i = 0; i < kGroup; ++i) {
        positive[i] += std::max<int8_t>(block[i], 0);
        negative[i] += std::min<int8_t>(block[i], 0);
      }
    }
  }

  // The largest magnitude of a sum of products with any uint8, and of `bias`.
  double largest_sum(size_t channel, int32_t bias) const {
    const auto end = [&](const std::array<int32_t, kGroup>& sums) {
      const int32_t* const own = sums.data() + channel * 4;
      return std::fabs(bias + 255.0 * (double{0} + own[0] + own[1] + own[2] + own[3]));
    };
    return std::max(end(positive), end(negative));
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
