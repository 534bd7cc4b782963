#include <algorithm>

#include "kernels/conv_f32/conv_f32.h"

namespace sprint::kernels {

PackedConvF32 pack_conv_f32(const ConvShape& shape, std::span<const float> weights,
                            std::span<const float> bias, bool dense_pixels) {
  PackedConvF32 packed;
  packed.shape = shape;
  packed.merged_rows = dense_pixels && shape.dilation_x == 1 && shape.kernel_width > 1;
  const size_t blocks = (static_cast<size_t>(shape.out_channels) + 15) / 16;
  const size_t channels = static_cast<size_t>(shape.in_channels);
  const size_t taps = static_cast<size_t>(shape.kernel_height) * shape.kernel_width;
  packed.weights.assign(blocks * taps * channels * 16, 0.0f);
  packed.bias.assign(blocks * 16, 0.0f);
  std::copy(bias.begin(), bias.end(), packed.bias.begin());
  for (size_t o = 0; o < static_cast<size_t>(shape.out_channels); ++o)
    for (size_t c = 0; c < channels; ++c)
      for (size_t t = 0; t < taps; ++t)
        packed.weights[((o / 16 * taps + t) * channels + c) * 16 + o % 16] =
            weights[(o * channels + c) * taps + t];
  return packed;
}

}  // namespace sprint::kernels
