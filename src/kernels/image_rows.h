// Rows of images as tiles of pixels walk along them. In an anonymous namespace: each file of an
// instruction set has its own.
#pragma once

#include "kernels/conv_shape.h"
#include "kernels/image.h"

namespace sprint::kernels {
namespace {

template <typename T>
T* address(const Image<T>& image, int32_t y, int32_t x, int32_t channel) {
  return image.data + y * image.row_stride + x * image.pixel_stride + channel;
}

// Images of one size become images of one row, if all of them can.
template <typename... T>
void flatten(Image<T>&... images) {
  const auto step = [](const auto& image) {
    return image.width == 1 ? image.row_stride : image.pixel_stride;
  };
  if (!(... && (images.height == 1 || images.row_stride == images.width * step(images)))) return;
  ((images.pixel_stride = step(images), images.width *= images.height, images.height = 1), ...);
}

template <typename T>
Image<T> flattened(Image<T> image) {
  flatten(image);
  return image;
}

// The first tap of each pixel of `output`, with the output's size.
template <typename In, typename Out>
Image<const In> first_taps(const ConvShape& shape, const Image<const In>& input,
                           const Image<Out>& output) {
  return {input.data,
          output.height,
          output.width,
          input.channels,
          shape.stride_y * input.row_stride,
          shape.stride_x * input.pixel_stride};
}

}  // namespace
}  // namespace sprint::kernels
