#include <cstring>

#include "kernels/conv_u8s8/conv_u8s8.h"

namespace sprint::kernels {
namespace {

constexpr size_t kBlock = 16, kGroup = 4;

size_t round_up(size_t count, size_t unit) { return (count + unit - 1) / unit * unit; }

// Modulo 2^32, as the kernels' own sums.
int32_t corrected_bias(int32_t bias, int32_t zero_point, std::span<const int8_t> weights) {
  uint32_t sum = 0;
  for (const int8_t weight : weights) sum += static_cast<uint32_t>(int32_t{weight});
  return static_cast<int32_t>(static_cast<uint32_t>(bias) -
                              static_cast<uint32_t>(zero_point) * sum);
}

// The weights of a pixel's `channels`, `stride` apart, to one output channel of a tap, as its
// channels from `first` on: four lie side by side, the next four kBlock * kGroup bytes on.
void place(const int8_t* from, size_t stride, size_t channels, size_t first, int8_t* to) {
  size_t c = 0;
  if (first % kGroup == 0) {
    for (; c + kGroup <= channels; c += kGroup, from += kGroup * stride) {
      const int8_t group[kGroup] = {from[0], from[stride], from[2 * stride], from[3 * stride]};
      std::memcpy(to + (first + c) * kBlock, group, kGroup);
    }
  }
  for (; c < channels; ++c, from += stride) {
    const size_t channel = first + c;
    to[channel / kGroup * kGroup * kBlock + channel % kGroup] = *from;
  }
}

}  // namespace

PackedConvU8S8 pack_conv_u8s8(const ConvShape& shape, std::span<const int8_t> weights,
                              std::span<const int32_t> bias, int32_t input_zero_point,
                              bool dense_pixels) {
  const auto channels = static_cast<size_t>(shape.in_channels);
  const auto outputs = static_cast<size_t>(shape.out_channels);
  const auto height = static_cast<size_t>(shape.kernel_height);
  const auto width = static_cast<size_t>(shape.kernel_width);
  PackedConvU8S8 packed;
  packed.shape = shape;
  packed.merged_rows = dense_pixels && shape.dilation_x == 1 && width > 1;
  const size_t taps = packed.merged_rows ? height : height * width;
  const size_t tap_size = round_up(packed.merged_rows ? width * channels : channels, kGroup);
  packed.weights.assign(round_up(outputs, kBlock) * taps * tap_size, 0);
  packed.bias.assign(round_up(outputs, kBlock), 0);

  const size_t size = channels * height * width;
  for (size_t o = 0; o < outputs; ++o) {
    const auto own = weights.subspan(o * size, size);
    packed.bias[o] = corrected_bias(bias.empty() ? 0 : bias[o], input_zero_point, own);
    int8_t* const block = packed.weights.data() + o / kBlock * taps * tap_size * kBlock;
    for (size_t pixel = 0; pixel < height * width; ++pixel) {
      const size_t tap = packed.merged_rows ? pixel / width : pixel;
      const size_t first = packed.merged_rows ? pixel % width * channels : 0;
      int8_t* const to = block + (tap * tap_size * kBlock + o % kBlock * kGroup);
      place(own.data() + pixel, height * width, channels, first, to);
    }
  }
  return packed;
}

}  // namespace sprint::kernels
