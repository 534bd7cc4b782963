// What every other kernel must reproduce bit for bit.
#include "kernels/conv_u8s8/kernels.h"
#include "kernels/reference_stage.h"

namespace sprint::kernels {
namespace {

// The sum of output element (y, x, c), modulo 2^32.
int32_t sum_at(const PackedConvU8S8& packed, const Image<const uint8_t>& input, int32_t y,
               int32_t x, int32_t c) {
  const ConvShape& shape = packed.shape;
  const int32_t columns = packed.merged_rows ? 1 : shape.kernel_width;
  const int32_t channels = shape.in_channels * (packed.merged_rows ? shape.kernel_width : 1);
  const ptrdiff_t groups = (channels + 3) / 4;
  const int8_t* tap =
      packed.weights.data() + (c / 16 * shape.kernel_height * columns * groups * 16 + c % 16) * 4;
  auto sum = static_cast<uint32_t>(packed.bias[static_cast<size_t>(c)]);
  for (int32_t i = 0; i < shape.kernel_height; ++i) {
    for (int32_t j = 0; j < columns; ++j, tap += groups * 64) {
      const uint8_t* const pixel = input.data +
                                   (y * shape.stride_y + i * shape.dilation_y) * input.row_stride +
                                   (x * shape.stride_x + j * shape.dilation_x) * input.pixel_stride;
      for (int32_t k = 0; k < channels; ++k) {
        sum += static_cast<uint32_t>(int32_t{pixel[k]} * int32_t{tap[k / 4 * 64 + k % 4]});
      }
    }
  }
  return static_cast<int32_t>(sum);
}

// element(y, x, c) for every element of `output`.
template <typename T, typename Element>
void fill(const Image<T>& output, const Element& element) {
  for (int32_t y = 0; y < output.height; ++y) {
    for (int32_t x = 0; x < output.width; ++x) {
      T* const pixel = output.data + y * output.row_stride + x * output.pixel_stride;
      for (int32_t c = 0; c < output.channels; ++c) pixel[c] = element(y, x, c);
    }
  }
}

void to_u8(const PackedConvU8S8& packed, const Image<const uint8_t>& input,
           const Image<uint8_t>& output, const OutputStage& stage) {
  fill(output, [&](int32_t y, int32_t x, int32_t c) {
    return reference_stage(stage, sum_at(packed, input, y, x, c), y, x, c);
  });
}

void to_int(const PackedConvU8S8& packed, const Image<const uint8_t>& input,
            const Image<int32_t>& output) {
  fill(output, [&](int32_t y, int32_t x, int32_t c) { return sum_at(packed, input, y, x, c); });
}

void to_float(const PackedConvU8S8& packed, const Image<const uint8_t>& input,
              const Image<float>& output, const float* multiplier, const float* offset) {
  fill(output, [&](int32_t y, int32_t x, int32_t c) {
    const float product = static_cast<float>(sum_at(packed, input, y, x, c)) * multiplier[c];
    return offset == nullptr ? product : product + offset[c];
  });
}

}  // namespace

const ConvU8S8Kernel conv_u8s8_reference = {Isa::baseline, to_u8, to_int, to_float};

}  // namespace sprint::kernels
