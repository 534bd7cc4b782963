// What products with constant matrices share: a convolution over a row of one-pixel images.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/lower/integer_product.h"
#include "engine/lowering.h"
#include "kernels/aligned.h"
#include "kernels/conv_shape.h"
#include "kernels/image.h"

namespace sprint::engine {

// y[rows][out] = x[rows][in] * w[out][in].
struct MatrixDims {
  int32_t rows = 0, in = 0, out = 0;

  template <typename T>
  kernels::Image<T> input(T* data) const {
    return {data, 1, rows, in, ptrdiff_t{in} * rows, in};
  }
  template <typename T>
  kernels::Image<T> output(T* data) const {
    return {data, 1, rows, out, ptrdiff_t{out} * rows, out};
  }
  kernels::ConvShape shape() const {
    kernels::ConvShape result;
    result.in_channels = in;
    result.out_channels = out;
    return result;
  }
};

// Of `a`, whose dimensions but the last are rows, times the matrix `b` of shape [in, out]. Throws
// Error where they do not fit.
MatrixDims matrix_dims(const std::vector<int64_t>& a, const std::vector<int64_t>& b);
// The dimensions of that product.
std::vector<int64_t> product_dims(std::vector<int64_t> a, const MatrixDims& dims);

// Weights [in][out], or [out][in] where `transposed`, as [out][in].
template <typename T, typename Source>
std::vector<T> by_output(const MatrixDims& dims, const Source& all, bool transposed) {
  const auto in = static_cast<size_t>(dims.in), out = static_cast<size_t>(dims.out);
  std::vector<T> result(in * out);
  for (size_t o = 0; o < out; ++o) {
    for (size_t i = 0; i < in; ++i) {
      result[o * in + i] = static_cast<T>(transposed ? all[o * in + i] : all[i * out + o]);
    }
  }
  return result;
}

// The 8-bit weights of input `index` and their zero points, input `zero_index`, as [out][in].
IntegerWeights read_integer_matrix(const Lowering& plan, const ir::Node& node, size_t index,
                                   size_t zero_index, const MatrixDims& dims, bool transposed);

// x * scale / y for every column; input `index` holds one scale or one per column.
kernels::AlignedVector<float> column_multipliers(const Lowering& plan, const ir::Node& node,
                                                 size_t index, const MatrixDims& dims, float x,
                                                 float y);

}  // namespace sprint::engine
