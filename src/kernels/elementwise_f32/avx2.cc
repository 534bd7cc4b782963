#include <immintrin.h>

#include <cmath>
#include <initializer_list>

#include "kernels/elementwise_f32/isa_kernels.h"

namespace sprint::kernels {
namespace {

using Vec = __m256;
using Mask = __m256;  // all bits of the elements that are in
constexpr size_t kWidth = 8;

inline __m256i bits(int x) { return _mm256_set1_epi32(x); }
inline __m256i first_bits(size_t n) {
  return _mm256_cmpgt_epi32(bits(static_cast<int>(n)), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
inline Mask first(size_t n) { return _mm256_castsi256_ps(first_bits(n)); }
inline Vec load(const float* p) { return _mm256_loadu_ps(p); }
inline void store(float* p, Vec v) { _mm256_storeu_ps(p, v); }
inline Vec load_some(const float* p, size_t n) { return _mm256_maskload_ps(p, first_bits(n)); }
inline void store_some(float* p, Vec v, size_t n) { _mm256_maskstore_ps(p, first_bits(n), v); }
inline Vec set(float x) { return _mm256_set1_ps(x); }
inline Vec add(Vec a, Vec b) { return _mm256_add_ps(a, b); }
inline Vec sub(Vec a, Vec b) { return _mm256_sub_ps(a, b); }
inline Vec mul(Vec a, Vec b) { return _mm256_mul_ps(a, b); }
inline Vec div(Vec a, Vec b) { return _mm256_div_ps(a, b); }
inline Vec fma(Vec a, Vec b, Vec c) { return _mm256_fmadd_ps(a, b, c); }
inline Vec fnma(Vec a, Vec b, Vec c) { return _mm256_fnmadd_ps(a, b, c); }
inline Vec least(Vec a, Vec b) { return _mm256_min_ps(a, b); }
inline Vec most(Vec a, Vec b) { return _mm256_max_ps(a, b); }
inline Mask less(Vec a, Vec b) { return _mm256_cmp_ps(a, b, _CMP_LT_OQ); }
inline Mask is_nan(Vec a) { return _mm256_cmp_ps(a, a, _CMP_UNORD_Q); }
inline Vec choose(Mask mask, Vec a, Vec b) { return _mm256_blendv_ps(b, a, mask); }
inline Vec nearest(Vec a) { return _mm256_round_ps(a, 8); }
inline Vec floor_of(Vec a) { return _mm256_round_ps(a, 9); }
inline Vec ceil_of(Vec a) { return _mm256_round_ps(a, 10); }
inline Vec root(Vec a) { return _mm256_sqrt_ps(a); }
inline Vec magnitude(Vec a) { return _mm256_andnot_ps(set(-0.0f), a); }
inline Vec negate(Vec a) { return _mm256_xor_ps(set(-0.0f), a); }
inline Vec with_sign(Vec a, Vec sign) {
  return _mm256_or_ps(magnitude(a), _mm256_and_ps(set(-0.0f), sign));
}

// 2^n for n within the exponents of normal numbers.
inline Vec power_of_two(__m256i n) {
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(n, bits(127)), 23));
}
// In two factors, as 2^n itself need not be a float.
inline Vec scale(Vec a, Vec n) {
  const __m256i all = _mm256_cvtps_epi32(n), half = _mm256_srai_epi32(all, 1);
  return mul(mul(a, power_of_two(half)), power_of_two(_mm256_sub_epi32(all, half)));
}

// x, or x * 2^24 where x is below the normal numbers.
inline Vec normal(Vec x) { return choose(less(x, set(0x1p-126f)), mul(x, set(0x1p24f)), x); }
inline Vec mantissa(Vec x) {
  const __m256i fraction = _mm256_and_si256(_mm256_castps_si256(normal(x)), bits(0x7fffff));
  return _mm256_castsi256_ps(_mm256_or_si256(fraction, bits(0x3f800000)));
}
inline Vec exponent(Vec x) {
  const __m256i biased = _mm256_srli_epi32(_mm256_castps_si256(normal(x)), 23);
  const Vec e = _mm256_cvtepi32_ps(_mm256_sub_epi32(biased, bits(127)));
  return sub(e, choose(less(x, set(0x1p-126f)), set(24), set(0)));
}

using Index = __m256i;
inline Index load_index(const int32_t* p) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
}
inline Vec permute(Vec v, Index index) { return _mm256_permutevar8x32_ps(v, index); }

#include "kernels/elementwise_f32/vector_functions.inc"

constexpr ElementwiseF32Kernel kKernel = {Isa::avx2, binary,      unary,         activate,
                                          softmax,   log_softmax, channel_affine};

}  // namespace

const ElementwiseF32Kernel& elementwise_f32_avx2() { return kKernel; }

}  // namespace sprint::kernels
