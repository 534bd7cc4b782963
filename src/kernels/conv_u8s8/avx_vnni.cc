#include "kernels/conv_u8s8/kernels.h"
#include "kernels/conv_u8s8/run.h"
#include "kernels/vectors256.h"

namespace sprint::kernels {
namespace {

struct Vectors : Vectors256 {
  using Weights = __m256i;

  // 12 sums, 2 weights and a pixel fit 16 registers; one pixel alone takes 8 vectors, as many as
  // are in flight.
  static constexpr int32_t kTileSums = 12, kTileVectors = 2, kOnePixelVectors = 8;

  static Int load_weights(const int8_t* p) { return load_bytes(p); }
  static Int broadcast(const uint8_t* p) { return broadcast_group(p); }
  static Int dot(Int sum, Int pixel, Int weights) {
    return _mm256_dpbusd_avx_epi32(sum, pixel, weights);
  }
};

}  // namespace

const ConvU8S8Kernel conv_u8s8_avx_vnni = {Isa::avx_vnni, to_u8<Vectors>, to_int<Vectors>,
                                           to_float<Vectors>};

}  // namespace sprint::kernels
