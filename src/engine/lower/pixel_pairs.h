// Convolutions of few channels, such as first layers, on pairs of pixels: two neighbours in a row
// of the output count as one pixel of twice the channels. A kernel that reads the taps of both is a
// convolution of twice the stride,
//   w'[o][c][i][j] = w[o][c][i][j], w'[channels + o][c][i][j + stride_x] = w[o][c][i][j], else 0,
// that loads every input for two vectors of sums. It has no more products where the taps of a row,
// in groups of four bytes, leave room for those of the second pixel.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "engine/lower/integer_product.h"
#include "kernels/aligned.h"
#include "kernels/conv_shape.h"
#include "kernels/image.h"

namespace sprint::engine {

// For images whose pixels lie one behind the other, in input and output.
bool pairs_pay(const kernels::ConvShape& shape, int32_t out_width);

kernels::ConvShape paired(kernels::ConvShape shape);

// Of the convolution `shape`.
IntegerWeights paired(const kernels::ConvShape& shape, const IntegerWeights& weights);

// One after the other, twice; `slack` elements at the end of `values` are no channels.
template <typename Vector>
Vector paired(const Vector& values, size_t slack) {
  const size_t channels = values.size() - slack;
  Vector result(2 * channels + slack);
  std::copy_n(values.begin(), channels, result.begin());
  std::copy_n(values.begin(), channels, result.begin() + static_cast<ptrdiff_t>(channels));
  return result;
}

template <typename T>
kernels::Image<T> paired(const kernels::Image<T>& image) {
  return {image.data,         image.height,     image.width / 2,
          image.channels * 2, image.row_stride, image.pixel_stride * 2};
}

}  // namespace sprint::engine
