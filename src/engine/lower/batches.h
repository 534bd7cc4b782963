// Products of computed matrices, with numpy's broadcasting of the dimensions before them.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace sprint::engine {

// Products of matrices [rows][in] and [in][out]: where each starts.
struct Batches {
  int64_t rows = 1, in = 1, out = 1;
  std::vector<int64_t> dims;  // of the result
  std::vector<int64_t> a, b;
};

// Numpy's matmul: a vector is a matrix of one row on the left, of one column on the right. Throws
// Error where the shapes do not fit.
Batches plan_batches(const std::vector<int64_t>& a_dims, const std::vector<int64_t>& b_dims);

// y[rows][out] = (a - a_zero) * (b - b_zero), for one pair of matrices.
template <typename T, typename Sum>
void multiply(const Batches& shape, const T* a, const T* b, Sum* y, Sum a_zero, Sum b_zero) {
  for (int64_t i = 0; i < shape.rows; ++i, y += shape.out) {
    std::fill_n(y, shape.out, Sum{0});
    Sum factors = 0;
    for (int64_t k = 0; k < shape.in; ++k) {
      const Sum factor = static_cast<Sum>(a[i * shape.in + k]) - a_zero;
      const T* row = b + k * shape.out;
      for (int64_t j = 0; j < shape.out; ++j) y[j] += factor * static_cast<Sum>(row[j]);
      factors += factor;
    }
    if (b_zero == Sum{0}) continue;
    for (int64_t j = 0; j < shape.out; ++j) y[j] -= b_zero * factors;
  }
}

}  // namespace sprint::engine
