// Pictures and feature maps as kernels see them.
#pragma once

#include <cstddef>
#include <cstdint>

namespace sprint::kernels {

// A view of one image, channels last: element (y, x, c) is data[y * row_stride + x * pixel_stride +
// c]. Strides are in elements; pixel_stride is above `channels` where the view is a slice of the
// channels of a wider image, row_stride above width * pixel_stride where rows have a border.
// Memory: kernels may read, but do not use, up to kReadSlack bytes behind the last element.
template <typename T>
struct Image {
  T* data = nullptr;
  int32_t height = 0, width = 0, channels = 0;
  ptrdiff_t row_stride = 0, pixel_stride = 0;
};

constexpr size_t kReadSlack = 64;

// The border that a convolution reads around an image: pixels above, left, below and right of it
// that hold the zero point (or 0.0). Whoever owns the image's memory fills it.
struct Border {
  int32_t top = 0, left = 0, bottom = 0, right = 0;
};

}  // namespace sprint::kernels
