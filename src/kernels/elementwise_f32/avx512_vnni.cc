#include <immintrin.h>

#include <cmath>
#include <initializer_list>

#include "kernels/elementwise_f32/isa_kernels.h"

namespace sprint::kernels {
namespace {

using Vec = __m512;
using Mask = __mmask16;
constexpr size_t kWidth = 16;

inline Mask first(size_t n) { return static_cast<Mask>((1u << n) - 1); }
inline Vec load(const float* p) { return _mm512_loadu_ps(p); }
inline void store(float* p, Vec v) { _mm512_storeu_ps(p, v); }
inline Vec load_some(const float* p, size_t n) { return _mm512_maskz_loadu_ps(first(n), p); }
inline void store_some(float* p, Vec v, size_t n) { _mm512_mask_storeu_ps(p, first(n), v); }
inline Vec set(float x) { return _mm512_set1_ps(x); }
inline Vec add(Vec a, Vec b) { return _mm512_add_ps(a, b); }
inline Vec sub(Vec a, Vec b) { return _mm512_sub_ps(a, b); }
inline Vec mul(Vec a, Vec b) { return _mm512_mul_ps(a, b); }
inline Vec div(Vec a, Vec b) { return _mm512_div_ps(a, b); }
inline Vec fma(Vec a, Vec b, Vec c) { return _mm512_fmadd_ps(a, b, c); }
inline Vec fnma(Vec a, Vec b, Vec c) { return _mm512_fnmadd_ps(a, b, c); }
inline Vec least(Vec a, Vec b) { return _mm512_min_ps(a, b); }
inline Vec most(Vec a, Vec b) { return _mm512_max_ps(a, b); }
inline Mask less(Vec a, Vec b) { return _mm512_cmp_ps_mask(a, b, _CMP_LT_OQ); }
inline Mask is_nan(Vec a) { return _mm512_cmp_ps_mask(a, a, _CMP_UNORD_Q); }
inline Vec choose(Mask mask, Vec a, Vec b) { return _mm512_mask_blend_ps(mask, b, a); }
inline Vec nearest(Vec a) { return _mm512_roundscale_ps(a, 8); }
inline Vec floor_of(Vec a) { return _mm512_roundscale_ps(a, 9); }
inline Vec ceil_of(Vec a) { return _mm512_roundscale_ps(a, 10); }
inline Vec root(Vec a) { return _mm512_sqrt_ps(a); }
inline Vec magnitude(Vec a) { return _mm512_andnot_ps(set(-0.0f), a); }
inline Vec negate(Vec a) { return _mm512_xor_ps(set(-0.0f), a); }
inline Vec with_sign(Vec a, Vec sign) {
  return _mm512_or_ps(magnitude(a), _mm512_and_ps(set(-0.0f), sign));
}
inline Vec scale(Vec a, Vec n) { return _mm512_scalef_ps(a, n); }
inline Vec mantissa(Vec x) { return _mm512_getmant_ps(x, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_src); }
inline Vec exponent(Vec x) { return _mm512_getexp_ps(x); }

using Index = __m512i;
inline Index load_index(const int32_t* p) { return _mm512_loadu_si512(p); }
inline Vec permute(Vec v, Index index) { return _mm512_permutexvar_ps(index, v); }

#include "kernels/elementwise_f32/vector_functions.inc"

constexpr ElementwiseF32Kernel kKernel = {Isa::avx512_vnni, binary,      unary,         activate,
                                          softmax,          log_softmax, channel_affine};

}  // namespace

const ElementwiseF32Kernel& elementwise_f32_avx512_vnni() { return kKernel; }

}  // namespace sprint::kernels
