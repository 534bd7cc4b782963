// Filling the border of an image, and the view that a convolution reads.
#pragma once

#include <algorithm>

#include "kernels/image.h"

namespace sprint::engine {

inline bool is_none(const kernels::Border& border) {
  return border.top + border.left + border.bottom + border.right == 0;
}

// Of an image whose pixels lie one behind the other: what is right of a row and left of the next is
// one run.
template <typename T>
void fill_packed_border(const kernels::Image<T>& image, const kernels::Border& border, T value) {
  const ptrdiff_t left = border.left * image.pixel_stride,
                  right = border.right * image.pixel_stride;
  T *row = image.data, *end = row + image.width * image.pixel_stride;
  std::fill(row - border.top * image.row_stride - left, row, value);
  for (int32_t y = 1; y < image.height; ++y, end += image.row_stride) {
    row += image.row_stride;
    std::fill(end, row, value);
  }
  std::fill_n(end, border.bottom * image.row_stride + right, value);
}

// Of a slice of the channels of an image.
template <typename T>
void fill_slice_border(const kernels::Image<T>& image, const kernels::Border& border, T value) {
  for (int32_t y = -border.top; y < image.height + border.bottom; ++y) {
    const bool outside = y < 0 || y >= image.height;
    for (int32_t x = -border.left; x < image.width + border.right; ++x) {
      if (x == 0 && !outside) x = image.width;
      if (x == image.width + border.right) break;
      std::fill_n(image.data + y * image.row_stride + x * image.pixel_stride, image.channels,
                  value);
    }
  }
}

// Sets the pixels of `border` around `image`, whose memory holds them, to `value`; what a wider
// border has between rows may be set, too.
template <typename T>
void fill_border(const kernels::Image<T>& image, const kernels::Border& border, T value) {
  if (is_none(border)) return;
  image.pixel_stride == image.channels ? fill_packed_border(image, border, value)
                                       : fill_slice_border(image, border, value);
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
