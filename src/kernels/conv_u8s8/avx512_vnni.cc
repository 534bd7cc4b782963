#include "kernels/conv_u8s8/kernels.h"
#include "kernels/conv_u8s8/run.h"
#include "kernels/vectors512.h"

namespace sprint::kernels {
namespace {

struct Vectors : Vectors512 {
  using Weights = Int;

  // 24 sums, 4 weights and a pixel fit 32 registers; one pixel alone takes 8 vectors, as many as
  // are in flight.
  static constexpr int32_t kTileSums = 24, kTileVectors = 4, kOnePixelVectors = 8;

  static Int load_weights(const int8_t* p) { return _mm512_load_si512(p); }
  static Int broadcast(const uint8_t* p) { return _mm512_broadcastd_epi32(_mm_loadu_si32(p)); }
  static Int dot(Int sum, Int pixel, Int weights) {
    return _mm512_dpbusd_epi32(sum, pixel, weights);
  }

  // The bytes of a pixel that exist, of up to 8 vectors.
  struct Existing {
    uint64_t bytes[2];
    explicit Existing(int32_t channels) : bytes{ones(channels), ones(channels - 64)} {}
    static uint64_t ones(int32_t count) {
      if (count >= 64) return ~uint64_t{0};
      return count > 0 ? (uint64_t{1} << count) - 1 : 0;
    }
  };
  // `count` quarters from `first` on to a pixel's vectors from `vector` on.
  template <int first, int count, int vector>
  static void store_quarters(uint8_t* pixel, Int v, const Existing& existing) {
    uint8_t* const p = pixel + vector * kLanes;
    const uint64_t bytes = existing.bytes[vector / 4];
    if constexpr (count > 2) {
      _mm512_mask_storeu_epi8(p, bytes & (~uint64_t{0} >> (64 - 16 * count)), v);
    } else if constexpr (count == 2) {
      _mm256_mask_storeu_epi8(p, static_cast<__mmask32>(bytes),
                              _mm512_extracti64x4_epi64(v, first / 2));
    } else {
      _mm_mask_storeu_epi8(p, static_cast<__mmask16>(bytes), _mm512_extracti32x4_epi32(v, first));
    }
  }
};

}  // namespace

const ConvU8S8Kernel conv_u8s8_avx512_vnni = {Isa::avx512_vnni, to_u8<Vectors>, to_int<Vectors>,
                                              to_float<Vectors>};

}  // namespace sprint::kernels
