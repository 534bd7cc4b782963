#include "kernels/depthwise_u8s8/depthwise_u8s8.h"
#include "kernels/depthwise_u8s8/rows.h"
#include "kernels/reference_stage.h"

namespace sprint::kernels {
namespace {

int32_t sum_of_taps(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input, int32_t y,
                    int32_t x, int32_t c) {
  const ConvShape& shape = packed.shape;
  int32_t acc = packed.bias[static_cast<size_t>(c)];
  for (int32_t i = 0; i < shape.kernel_height; ++i) {
    for (int32_t j = 0; j < shape.kernel_width; ++j) {
      const ptrdiff_t row = ptrdiff_t{y} * shape.stride_y + ptrdiff_t{i} * shape.dilation_y;
      const ptrdiff_t column = ptrdiff_t{x} * shape.stride_x + ptrdiff_t{j} * shape.dilation_x;
      const uint8_t pixel = input.data[row * input.row_stride + column * input.pixel_stride + c];
      acc += pixel * packed.weights[depthwise_u8s8_weight(shape, c, i, j)];
    }
  }
  return acc;
}

void to_u8(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input,
           const Image<uint8_t>& output, const OutputStage& stage) {
  for (int32_t y = 0; y < output.height; ++y) {
    for (int32_t x = 0; x < output.width; ++x) {
      uint8_t* out = output.data + y * output.row_stride + x * output.pixel_stride;
      for (int32_t c = 0; c < output.channels; ++c) {
        out[c] = reference_stage(stage, sum_of_taps(packed, input, y, x, c), y, x, c);
      }
    }
  }
}

}  // namespace

DepthwiseU8S8Kernel depthwise_u8s8_baseline() { return {Isa::baseline, to_u8}; }

}  // namespace sprint::kernels
