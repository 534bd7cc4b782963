#include <algorithm>
#include <cmath>
#include <numbers>

#include "kernels/conv_f32/scalar_activation.h"
#include "kernels/elementwise_f32/isa_kernels.h"

namespace sprint::kernels {
namespace {

float apply(BinaryF32 op, float a, float b) {
  switch (op) {
    case BinaryF32::add:
      return a + b;
    case BinaryF32::sub:
      return a - b;
    case BinaryF32::mul:
      return a * b;
    case BinaryF32::div:
      return a / b;
    case BinaryF32::min:
      return std::isnan(a) || a < b ? a : b;
    case BinaryF32::max:
      return std::isnan(a) || a > b ? a : b;
  }
  return a;
}

// 1 + erf(z) is erfc(-z), which does not cancel.
float gelu(double x) {
  if (x == -INFINITY) return 0;
  return static_cast<float>(0.5 * x * std::erfc(-x / std::numbers::sqrt2));
}

float apply(UnaryF32 op, float x) {
  switch (op) {
    case UnaryF32::exp:
      return std::exp(x);
    case UnaryF32::log:
      return std::log(x);
    case UnaryF32::sqrt:
      return std::sqrt(x);
    case UnaryF32::neg:
      return -x;
    case UnaryF32::abs:
      return std::fabs(x);
    case UnaryF32::tanh:
      return std::tanh(x);
    case UnaryF32::erf:
      return std::erf(x);
    case UnaryF32::gelu:
      return gelu(x);
    case UnaryF32::reciprocal:
      return 1 / x;
    case UnaryF32::floor:
      return std::floor(x);
    case UnaryF32::ceil:
      return std::ceil(x);
  }
  return x;
}

// A scalar operand is read before the first store, as out may be that operand.
void binary(BinaryF32 op, const float* a, const float* b, float* out, size_t count,
            bool a_is_scalar, bool b_is_scalar) {
  if (count == 0) return;
  const float first_a = *a, first_b = *b;
  for (size_t i = 0; i < count; ++i)
    out[i] = apply(op, a_is_scalar ? first_a : a[i], b_is_scalar ? first_b : b[i]);
}

void unary(UnaryF32 op, const float* in, float* out, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = apply(op, in[i]);
}

void activate(const Activation& activation, const float* in, float* out, size_t count) {
  for (size_t i = 0; i < count; ++i) out[i] = apply_activation(activation, in[i]);
}

void softmax_row(const float* in, float* out, size_t count) {
  const float max = *std::max_element(in, in + count);
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += out[i] = std::exp(in[i] - max);
  for (size_t i = 0; i < count; ++i) out[i] = static_cast<float>(out[i] / sum);
}

void log_softmax_row(const float* in, float* out, size_t count) {
  const float max = *std::max_element(in, in + count);
  double sum = 0;
  for (size_t i = 0; i < count; ++i) sum += std::exp(in[i] - max);
  const float log_sum = static_cast<float>(std::log(sum));
  for (size_t i = 0; i < count; ++i) out[i] = in[i] - max - log_sum;
}

template <auto row>
void each_row(const float* in, float* out, size_t rows, size_t count) {
  if (count == 0) return;
  for (size_t r = 0; r < rows; ++r) row(in + r * count, out + r * count, count);
}

void channel_affine(const float* in, float* out, size_t pixels, size_t channels,
                    const float* multiplier, const float* offset) {
  for (size_t p = 0; p < pixels; ++p, in += channels, out += channels)
    for (size_t c = 0; c < channels; ++c) out[c] = in[c] * multiplier[c] + offset[c];
}

constexpr ElementwiseF32Kernel kKernel = {
    Isa::baseline, binary, unary, activate, each_row<softmax_row>, each_row<log_softmax_row>,
    channel_affine};

}  // namespace

const ElementwiseF32Kernel& elementwise_f32_reference() { return kKernel; }

}  // namespace sprint::kernels
