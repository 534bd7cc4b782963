#include "kernels/depthwise_u8s8/ymm.h"

namespace sprint::kernels {
namespace {

struct Dot {
  static __m256i add(__m256i acc, __m256i pixels, __m256i weights) {
    return _mm256_dpbusd_avx_epi32(acc, pixels, weights);
  }
};

}  // namespace

DepthwiseU8S8Kernel depthwise_u8s8_avx_vnni() { return {Isa::avx_vnni, depthwise<Dot>}; }

}  // namespace sprint::kernels
