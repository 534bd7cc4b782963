// Arithmetic over an instruction set's vectors `V`. In an anonymous namespace, as requantize.h.
#pragma once

#include "kernels/elementwise_u8/elementwise_u8.h"
#include "kernels/round_to_bytes.h"

namespace sprint::kernels {
namespace {

template <typename V>
typename V::Float centered(typename V::Bytes bytes, typename V::Int zero) {
  return V::to_float(V::subtract(V::widen(bytes), zero));
}

// out[i] = function(a[i], b[i]), kLanes bytes at a time.
template <typename V, typename Function>
void each_vector(const uint8_t* a, const uint8_t* b, uint8_t* out, size_t count, bool b_is_scalar,
                 const Function& function) {
  const typename V::Bytes scalar = V::same_bytes(count > 0 ? *b : 0);
  size_t i = 0;
  for (; i + V::kLanes <= count; i += V::kLanes) {
    V::store(out + i, function(V::bytes(a + i), b_is_scalar ? scalar : V::bytes(b + i)), V::kLanes);
  }
  const auto left = static_cast<int32_t>(count - i);
  if (left == 0) return;
  const typename V::Bytes other = b_is_scalar ? scalar : V::bytes(b + i, left);
  V::store(out + i, function(V::bytes(a + i, left), other), left);
}

template <typename V>
void add(const AddU8Params& params, const uint8_t* a, const uint8_t* b, uint8_t* out, size_t count,
         bool b_is_scalar) {
  using Bytes = typename V::Bytes;
  const RoundToBytes<V> to_bytes(0, 0, 255);
  const auto a_multiplier = V::set(params.a_multiplier), b_multiplier = V::set(params.b_multiplier);
  const auto offset = V::set(params.offset);
  const auto floats = [](Bytes bytes) { return V::to_float(V::widen(bytes)); };
  each_vector<V>(a, b, out, count, b_is_scalar, [&](Bytes left, Bytes right) {
    const auto other = V::multiply_add(floats(right), b_multiplier, offset);
    return to_bytes(V::multiply_add(floats(left), a_multiplier, other));
  });
}

// The product of two centered bytes is exact in float.
template <typename V>
void mul(const MulU8Params& params, const uint8_t* a, const uint8_t* b, uint8_t* out, size_t count,
         bool b_is_scalar) {
  using Bytes = typename V::Bytes;
  const RoundToBytes<V> to_bytes(0, 0, 255);
  const auto a_zero = V::set(params.a_zero), b_zero = V::set(params.b_zero);
  const auto multiplier = V::set(params.multiplier);
  const auto zero = V::set(static_cast<float>(params.zero));
  each_vector<V>(a, b, out, count, b_is_scalar, [&](Bytes left, Bytes right) {
    const auto product = V::multiply(centered<V>(left, a_zero), centered<V>(right, b_zero));
    return to_bytes(V::add(V::multiply(product, multiplier), zero));
  });
}

}  // namespace
}  // namespace sprint::kernels
