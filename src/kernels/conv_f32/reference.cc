#include "kernels/conv_f32/isa_kernels.h"
#include "kernels/conv_f32/scalar_activation.h"

namespace sprint::kernels {
namespace {

float sum_of_products(const PackedConvF32& packed, const Image<const float>& input,
                      const float* pixel, int32_t channel) {
  const ConvShape& shape = packed.shape;
  const size_t block_size =
      static_cast<size_t>(shape.kernel_height) * shape.kernel_width * shape.in_channels * 16;
  const float* weight = packed.weights.data() + channel / 16 * block_size + channel % 16;
  float sum = packed.bias[channel];
  for (int32_t i = 0; i < shape.kernel_height; ++i) {
    for (int32_t j = 0; j < shape.kernel_width; ++j) {
      const float* tap = pixel + i * shape.dilation_y * input.row_stride +
                         j * shape.dilation_x * input.pixel_stride;
      for (int32_t c = 0; c < shape.in_channels; ++c, weight += 16) sum += tap[c] * *weight;
    }
  }
  return sum;
}

void run(const PackedConvF32& packed, const Image<const float>& input, const Image<float>& output,
         const FloatOutputStage& stage) {
  const ConvShape& shape = packed.shape;
  for (int32_t y = 0; y < output.height; ++y) {
    for (int32_t x = 0; x < output.width; ++x) {
      const float* pixel = input.data + y * shape.stride_y * input.row_stride +
                           x * shape.stride_x * input.pixel_stride;
      for (int32_t c = 0; c < shape.out_channels; ++c) {
        float sum = sum_of_products(packed, input, pixel, c);
        if (const auto* r = stage.residual)
          sum += r->data[y * r->row_stride + x * r->pixel_stride + c];
        sum = apply_activation(stage.activation, sum);
        if (const auto* affine = stage.affine)
          sum = sum * affine->multiplier[c] + affine->offset[c];
        output.data[y * output.row_stride + x * output.pixel_stride + c] = sum;
      }
    }
  }
}

}  // namespace

ConvF32 conv_f32_reference() { return run; }

}  // namespace sprint::kernels
