// Walking images pixel by pixel. Compiled into every instruction set's file on its own.
#pragma once

#include "kernels/image.h"

namespace sprint::kernels {
namespace {

// Calls function(channels of the first, channels of the second, count) for runs of channels.
template <typename Function>
void each_run(const Image<const uint8_t>& in, const Image<uint8_t>& out, const Function& function) {
  const bool packed = in.pixel_stride == in.channels && out.pixel_stride == out.channels;
  const int32_t runs = packed ? 1 : out.width;
  const auto count = static_cast<size_t>(packed ? out.width * out.channels : out.channels);
  for (int32_t y = 0; y < out.height; ++y) {
    for (int32_t x = 0; x < runs; ++x) {
      function(in.data + y * in.row_stride + x * in.pixel_stride,
               out.data + y * out.row_stride + x * out.pixel_stride, count);
    }
  }
}

// Calls function(channels of a, channels of b, channels of out) for every pixel.
template <typename Function>
void each_pixel(const Image<const uint8_t>& a, const Image<const uint8_t>& b,
                const Image<uint8_t>& out, const Function& function) {
  for (int32_t y = 0; y < out.height; ++y) {
    const uint8_t *left = a.data + y * a.row_stride, *right = b.data + y * b.row_stride;
    uint8_t* to = out.data + y * out.row_stride;
    for (int32_t x = 0; x < out.width; ++x) {
      function(left, right, to);
      left += a.pixel_stride;
      right += b.pixel_stride;
      to += out.pixel_stride;
    }
  }
}

}  // namespace
}  // namespace sprint::kernels
