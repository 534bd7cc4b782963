// 8 floats, for the kernels of conv_f32 and depthwise_f32. In an anonymous namespace, as unroll.h.
#pragma once

#include <immintrin.h>

#include <cstddef>

namespace sprint::kernels {
namespace {

struct Vectors256 {
  using Float = __m256;
  using Mask = __m256i;
  static constexpr int kLanes = 8;

  // The first `count` floats, none or all where that is out of 0..8.
  static Mask first(ptrdiff_t count) {
    const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)), lanes);
  }

  static Float set(float x) { return _mm256_set1_ps(x); }
  static Float load(const float* p) { return _mm256_loadu_ps(p); }
  static Float multiply_add(Float a, Float b, Float sum) { return _mm256_fmadd_ps(a, b, sum); }
  static Float add(Float a, Float b) { return _mm256_add_ps(a, b); }
  // x where it is not a number.
  static Float clamp(Float x, Float low, Float high) {
    return _mm256_min_ps(high, _mm256_max_ps(low, x));
  }
  static void store(float* p, Float x) { _mm256_storeu_ps(p, x); }
  static void store(float* p, Float x, Mask mask) { _mm256_maskstore_ps(p, mask, x); }
};

}  // namespace
}  // namespace sprint::kernels
