#include "engine/lower/matrix.h"

#include "base/error.h"

namespace sprint::engine {
namespace {

// Throws Error where a weight less the zero point does not fit 8 bits.
template <typename T>
std::vector<int8_t> centered(const ir::Constant& weights, int32_t zero) {
  std::vector<int8_t> result;
  result.reserve(static_cast<size_t>(weights.count()));
  for (const T weight : weights.as<T>()) {
    const int32_t value = weight - zero;
    if (value < -128 || value > 127) {
      fail("weights have zero point {}; the native runtime takes {}", zero,
           weights.dtype() == DType::uint8 ? 128 : 0);
    }
    result.push_back(static_cast<int8_t>(value));
  }
  return result;
}

}  // namespace

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

std::vector<int8_t> integer_weights(const Lowering& plan, const ir::Node& node, size_t index,
                                    size_t zero_index, const MatrixDims& dims, bool transposed) {
  const ir::Constant& weights = plan.constant(node, index);
  if (weights.dtype() != DType::int8 && weights.dtype() != DType::uint8) {
    fail("weights are {}; the native runtime takes int8 or uint8", dtype_name(weights.dtype()));
  }
  const int32_t zero = plan.zero_point(node, zero_index);
  return weights.dtype() == DType::uint8
             ? by_output<int8_t>(dims, centered<uint8_t>(weights, zero), transposed)
             : by_output<int8_t>(dims, centered<int8_t>(weights, zero), transposed);
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
