// Filling the border of an image, and the view that a convolution reads.
#pragma once

#include <algorithm>

#include "kernels/image.h"

namespace sprint::engine {

// Sets the pixels of `border` around `image`, whose memory holds them, to `value`.
template <typename T>
void fill_border(const kernels::Image<T>& image, const kernels::Border& border, T value) {
  const ptrdiff_t wide = (border.left + image.width + border.right) * image.pixel_stride;
  T* row = image.data - border.top * image.row_stride - border.left * image.pixel_stride;
  for (int32_t y = 0; y < border.top; ++y, row += image.row_stride) {
    std::fill_n(row, wide, value);
  }
  const ptrdiff_t right = (border.left + image.width) * image.pixel_stride;
  for (int32_t y = 0; y < image.height; ++y, row += image.row_stride) {
    std::fill_n(row, border.left * image.pixel_stride, value);
    std::fill_n(row + right, border.right * image.pixel_stride, value);
  }
  for (int32_t y = 0; y < border.bottom; ++y, row += image.row_stride) {
    std::fill_n(row, wide, value);
  }
}

// `image` from the first tap of output pixel (0, 0) on.
template <typename T>
kernels::Image<T> from_first_tap(kernels::Image<T> image, const kernels::Border& border) {
  image.data -= border.top * image.row_stride + border.left * image.pixel_stride;
  image.height += border.top + border.bottom;
  image.width += border.left + border.right;
  return image;
}

// Channels first .. first + count of every pixel.
template <typename T>
kernels::Image<T> channel_slice(kernels::Image<T> image, int32_t first, int32_t count) {
  image.data += first;
  image.channels = count;
  return image;
}

}  // namespace sprint::engine
