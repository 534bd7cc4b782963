#include <algorithm>

#include "kernels/depthwise_f32/depthwise_f32.h"

namespace sprint::kernels {

PackedDepthwiseF32 pack_depthwise_f32(const ConvShape& shape, std::span<const float> weights,
                                      std::span<const float> bias) {
  PackedDepthwiseF32 packed;
  packed.shape = shape;
  const size_t channels = static_cast<size_t>(shape.out_channels);
  const size_t padded = (channels + 15) / 16 * 16;
  const size_t taps = static_cast<size_t>(shape.kernel_height) * shape.kernel_width;
  packed.weights.assign(taps * padded, 0.0f);
  packed.bias.assign(padded, 0.0f);
  std::copy(bias.begin(), bias.end(), packed.bias.begin());
  for (size_t t = 0; t < taps; ++t)
    for (size_t c = 0; c < channels; ++c) packed.weights[t * padded + c] = weights[c * taps + t];
  return packed;
}

}  // namespace sprint::kernels
