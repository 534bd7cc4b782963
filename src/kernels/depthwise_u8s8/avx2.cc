#include "kernels/depthwise_u8s8/ymm.h"

namespace sprint::kernels {
namespace {

// Even and odd bytes apart, as 16-bit words: their products and sums of two are exact in 32 bits.
struct Dot {
  static __m256i add(__m256i acc, __m256i pixels, __m256i weights) {
    const __m256i even = _mm256_madd_epi16(_mm256_and_si256(pixels, _mm256_set1_epi16(0xff)),
                                           _mm256_srai_epi16(_mm256_slli_epi16(weights, 8), 8));
    const __m256i odd =
        _mm256_madd_epi16(_mm256_srli_epi16(pixels, 8), _mm256_srai_epi16(weights, 8));
    return _mm256_add_epi32(acc, _mm256_add_epi32(even, odd));
  }
};

}  // namespace

DepthwiseU8S8Kernel depthwise_u8s8_avx2() { return {Isa::avx2, depthwise<Dot>}; }

}  // namespace sprint::kernels
