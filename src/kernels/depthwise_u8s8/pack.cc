#include "kernels/depthwise_u8s8/depthwise_u8s8.h"
#include "kernels/depthwise_u8s8/rows.h"

namespace sprint::kernels {

size_t depthwise_u8s8_weight(const ConvShape& shape, int32_t channel, int32_t row, int32_t column) {
  const int32_t groups = (shape.kernel_height + 3) / 4;
  const ptrdiff_t vector =
      (ptrdiff_t{channel / 16} * groups + row / 4) * shape.kernel_width + column;
  return static_cast<size_t>(vector * 64 + channel % 16 * 4 + row % 4);
}

PackedDepthwiseU8S8 pack_depthwise_u8s8(const ConvShape& shape, std::span<const int8_t> weights,
                                        std::span<const int32_t> bias, int32_t input_zero_point) {
  const int32_t blocks = (shape.out_channels + 15) / 16;
  const int32_t groups = (shape.kernel_height + 3) / 4;
  PackedDepthwiseU8S8 packed{shape, {}, {}};
  packed.weights.resize(static_cast<size_t>(blocks) * static_cast<size_t>(groups) *
                        static_cast<size_t>(shape.kernel_width) * 64);
  packed.bias.resize(static_cast<size_t>(blocks) * 16);
  size_t next = 0;
  for (int32_t c = 0; c < shape.out_channels; ++c) {
    int32_t sum = 0;
    for (int32_t i = 0; i < shape.kernel_height; ++i) {
      for (int32_t j = 0; j < shape.kernel_width; ++j) {
        const int8_t weight = weights[next++];
        packed.weights[depthwise_u8s8_weight(shape, c, i, j)] = weight;
        sum += weight;
      }
    }
    const auto channel = static_cast<size_t>(c);
    packed.bias[channel] = (bias.empty() ? 0 : bias[channel]) - input_zero_point * sum;
  }
  return packed;
}

}  // namespace sprint::kernels
