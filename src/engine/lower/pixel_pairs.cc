#include "engine/lower/pixel_pairs.h"

#include <utility>

namespace sprint::engine {
namespace {

int32_t groups(int32_t bytes) { return (bytes + 3) / 4; }

}  // namespace

bool pairs_pay(const kernels::ConvShape& shape, int32_t out_width) {
  constexpr int32_t kVector = 16;  // of sums; tiles of two vectors need no pairs
  const bool fits = shape.dilation_x == 1 && shape.kernel_width > 1 && out_width % 2 == 0;
  const int32_t taps = shape.in_channels * shape.kernel_width;
  return fits && shape.out_channels == kVector &&
         groups(taps + shape.in_channels * shape.stride_x) == groups(taps);
}

kernels::ConvShape paired(kernels::ConvShape shape) {
  shape.out_channels *= 2;
  shape.kernel_width += shape.stride_x;
  shape.stride_x *= 2;
  return shape;
}

IntegerWeights paired(const kernels::ConvShape& shape, const IntegerWeights& weights) {
  const auto width = static_cast<size_t>(shape.kernel_width);
  const auto stride = static_cast<size_t>(shape.stride_x);
  const std::span<const int8_t> values = weights.values();
  const size_t rows = values.size() / width;  // of all kernels
  std::vector<int8_t> result(2 * rows * (width + stride));
  for (size_t row = 0; row < rows; ++row) {
    const auto own = values.subspan(row * width, width);
    const size_t first = row * (width + stride), second = (rows + row) * (width + stride) + stride;
    std::ranges::copy(own, result.begin() + static_cast<ptrdiff_t>(first));
    std::ranges::copy(own, result.begin() + static_cast<ptrdiff_t>(second));
  }
  return {Bytes::own(std::move(result)), paired(weights.zero_points, 0)};
}

}  // namespace sprint::engine
