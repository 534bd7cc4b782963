#include "engine/lower/matrix.h"

#include "base/error.h"

namespace sprint::engine {
MatrixDims matrix_dims(const std::vector<int64_t>& a, const std::vector<int64_t>& b) {
  if (b.size() != 2) {
    fail("input B has shape {}; the native runtime takes constant matrices", dims_text(b));
  }
  if (a.empty() || a.back() != b[0]) {
    fail("matrices of shapes {} and {} do not fit", dims_text(a), dims_text(b));
  }
  const int64_t rows = element_count(std::vector<int64_t>(a.begin(), a.end() - 1));
  return {static_cast<int32_t>(rows), static_cast<int32_t>(b[0]), static_cast<int32_t>(b[1])};
}

std::vector<int64_t> product_dims(std::vector<int64_t> a, const MatrixDims& dims) {
  a.back() = dims.out;
  return a;
}

IntegerWeights read_integer_matrix(const Lowering& plan, const ir::Node& node, size_t index,
                                   size_t zero_index, const MatrixDims& dims, bool transposed) {
  IntegerWeights weights =
      read_integer_weights(plan, node, index, zero_index, static_cast<size_t>(dims.out));
  if (!transposed) {
    weights.data = Bytes::own(by_output<int8_t>(dims, weights.values(), false));
  }
  return weights;
}

kernels::AlignedVector<float> column_multipliers(const Lowering& plan, const ir::Node& node,
                                                 size_t index, const MatrixDims& dims, float x,
                                                 float y) {
  const auto out = static_cast<size_t>(dims.out);
  std::vector<float> scales = plan.constant(node, index).to_floats();
  if (scales.size() == 1) scales.resize(out, scales[0]);
  if (scales.size() != out)
    fail("input {} has {} scales for {} outputs", index, scales.size(), out);
  kernels::AlignedVector<float> result(out + kernels::kReadSlack / sizeof(float));
  for (size_t c = 0; c < out; ++c) result[c] = x * scales[c] / y;
  return result;
}

}  // namespace sprint::engine
