// 16 floats, for the kernels of conv_f32 and depthwise_f32. In an anonymous namespace, as unroll.h.
#pragma once

// gcc's intrinsics headers leave vectors undefined on purpose, and gcc 12 warns of it (bug 105593).
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif

#include <cstddef>

namespace sprint::kernels {
namespace {

struct Vectors512 {
  using Float = __m512;
  using Mask = __mmask16;
  static constexpr int kLanes = 16;

  // The first `count` floats, none or all where that is out of 0..16.
  static Mask first(ptrdiff_t count) {
    const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    return _mm512_cmpgt_epi32_mask(_mm512_set1_epi32(static_cast<int>(count)), lanes);
  }

  static Float set(float x) { return _mm512_set1_ps(x); }
  static Float load(const float* p) { return _mm512_loadu_ps(p); }
  static Float multiply_add(Float a, Float b, Float sum) { return _mm512_fmadd_ps(a, b, sum); }
  static Float add(Float a, Float b) { return _mm512_add_ps(a, b); }
  // x where it is not a number.
  static Float clamp(Float x, Float low, Float high) {
    return _mm512_min_ps(high, _mm512_max_ps(low, x));
  }
  static void store(float* p, Float x) { _mm512_storeu_ps(p, x); }
  static void store(float* p, Float x, Mask mask) { _mm512_mask_storeu_ps(p, mask, x); }
};

}  // namespace
}  // namespace sprint::kernels
