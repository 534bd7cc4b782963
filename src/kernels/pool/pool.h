// Pooling of images.
#pragma once

#include <cstdint>
#include <span>

#include "base/isa.h"
#include "kernels/image.h"

namespace sprint::kernels {

// A window of output pixel (y, x) starts at input pixel (y * stride_y - pad_top, x * stride_x -
// pad_left); taps outside the image do not take part.
struct PoolShape {
  int32_t kernel_height = 1, kernel_width = 1;
  int32_t stride_y = 1, stride_x = 1;
  int32_t dilation_y = 1, dilation_x = 1;
  int32_t pad_top = 0, pad_left = 0;
  int32_t pad_bottom = 0, pad_right = 0;  // for average with count_include_pad
  bool count_include_pad = false;         // average: divide by the taps within the padded image
};

// Requantization of a mean, for averages in 8 bits:
//   clamp(round(float(sum - count * input_zero_point) * (multiplier / float(count))) +
//   output_zero_point, 0, 255)
// with multiplier = input scale / output scale, count the number of taps that the sum is divided
// by; sum and the product of counts are exact int32; taps of padding add input_zero_point.
struct PoolRequantize {
  int32_t input_zero_point = 0, output_zero_point = 0;
  float multiplier = 1;
};

struct PoolKernel {
  Isa isa;
  void (*max_u8)(const PoolShape&, const Image<const uint8_t>&, const Image<uint8_t>&);
  void (*max_f32)(const PoolShape&, const Image<const float>&, const Image<float>&);
  void (*average_u8)(const PoolShape&, const PoolRequantize&, const Image<const uint8_t>&,
                     const Image<uint8_t>&);
  void (*average_f32)(const PoolShape&, const Image<const float>&, const Image<float>&);
  // Over the whole image, into one pixel of input.channels.
  void (*global_average_u8)(const PoolRequantize&, const Image<const uint8_t>&, uint8_t*);
  void (*global_average_f32)(const Image<const float>&, float*);
  // Of the real numbers that integers stand for: float(sum - count * zero_point) * (scale /
  // float(count)).
  void (*global_mean_u8)(int32_t zero_point, float scale, const Image<const uint8_t>&, float*);
};

std::span<const PoolKernel> pool_kernels();
const PoolKernel& pool_kernel(Isa isa);

}  // namespace sprint::kernels
