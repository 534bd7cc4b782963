// Which taps of a window lie inside the image. Compiled into every instruction set's file on its
// own.
#pragma once

#include "kernels/pool/pool.h"

namespace sprint::kernels {
namespace {

// Of one axis: the taps [first, last) are inside, `start` is the position of tap 0 and `divided`
// the number of taps that an average counts.
struct Span {
  int32_t start, first, last, divided;
};

// The axis has `size` pixels between pads of `before` and `after` where those count, 0 otherwise.
inline Span span_of(int32_t start, int32_t taps, int32_t dilation, int32_t size, int32_t before,
                    int32_t after) {
  if (start >= 0 && start + (taps - 1) * dilation < size) return {start, 0, taps, taps};
  Span span{start, taps, 0, 0};
  for (int32_t i = 0; i < taps; ++i) {
    const int32_t at = start + i * dilation;
    if (at >= -before && at < size + after) ++span.divided;
    if (at < 0 || at >= size) continue;
    if (i < span.first) span.first = i;
    span.last = i + 1;
  }
  if (span.first > span.last) span.first = span.last;
  return span;
}

// Pointer and strides of the taps inside; a pixel's channel c is at first[c].
template <typename T>
struct Taps {
  const T* first;
  int32_t rows, columns;
  ptrdiff_t row_stride, column_stride;
  int32_t count;  // what an average divides by

  // Calls function(pointer to the channel `c` of a tap).
  template <typename Function>
  void each(int32_t c, const Function& function) const {
    for (int32_t i = 0; i < rows; ++i) {
      const T* tap = first + i * row_stride + c;
      for (int32_t j = 0; j < columns; ++j, tap += column_stride) function(tap);
    }
  }
};

// Calls function(taps, pixel of the output) for every output pixel.
template <typename T, typename Function>
void each_window(const PoolShape& s, const Image<const T>& in, const Image<T>& out,
                 const Function& function) {
  const bool pad = s.count_include_pad;
  for (int32_t y = 0; y < out.height; ++y) {
    const Span rows = span_of(y * s.stride_y - s.pad_top, s.kernel_height, s.dilation_y, in.height,
                              pad ? s.pad_top : 0, pad ? s.pad_bottom : 0);
    for (int32_t x = 0; x < out.width; ++x) {
      const Span columns = span_of(x * s.stride_x - s.pad_left, s.kernel_width, s.dilation_x,
                                   in.width, pad ? s.pad_left : 0, pad ? s.pad_right : 0);
      const ptrdiff_t row = rows.start + ptrdiff_t{rows.first} * s.dilation_y;
      const ptrdiff_t column = columns.start + ptrdiff_t{columns.first} * s.dilation_x;
      const Taps<T> taps{in.data + row * in.row_stride + column * in.pixel_stride,
                         rows.last - rows.first,
                         columns.last - columns.first,
                         s.dilation_y * in.row_stride,
                         s.dilation_x * in.pixel_stride,
                         rows.divided * columns.divided};
      function(taps, out.data + y * out.row_stride + x * out.pixel_stride);
    }
  }
}

}  // namespace
}  // namespace sprint::kernels
