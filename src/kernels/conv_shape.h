// The geometry of a convolution.
#pragma once

#include <cstdint>

namespace sprint::kernels {

// Of one group. Output pixel (y, x) reads input pixels (y * stride_y + i * dilation_y, x * stride_x
// + j * dilation_x) for 0 <= i < kernel_height, 0 <= j < kernel_width, where input pixel (0, 0) is
// the first tap of output pixel (0, 0): the border is part of the view.
struct ConvShape {
  int32_t in_channels = 0, out_channels = 0;
  int32_t kernel_height = 1, kernel_width = 1;
  int32_t stride_y = 1, stride_x = 1;
  int32_t dilation_y = 1, dilation_x = 1;
};

}  // namespace sprint::kernels
