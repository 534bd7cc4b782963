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

#include "kernels/conv_u8s8/kernels.h"
#include "kernels/conv_u8s8/run.h"

namespace sprint::kernels {
namespace {

struct Vectors {
  using Int = __m512i;
  using Float = __m512;
  using Weights = __m512i;
  static constexpr int32_t kLanes = 16;
  // 24 sums, 4 weights and a pixel fit 32 registers; one pixel alone takes 8 vectors, as many as
  // are in flight.
  static constexpr int32_t kTileSums = 24, kTileVectors = 4, kOnePixelVectors = 8;

  static Int load_weights(const int8_t* p) { return _mm512_load_si512(p); }
  static Int broadcast(const uint8_t* p) { return _mm512_broadcastd_epi32(_mm_loadu_si32(p)); }
  static Int dot(Int sum, Int pixel, Int weights) {
    return _mm512_dpbusd_epi32(sum, pixel, weights);
  }

  static __mmask16 mask(int32_t left) {
    return static_cast<__mmask16>(left >= kLanes ? 0xffffu : (1u << left) - 1);
  }
  static Int load(const int32_t* p) { return _mm512_loadu_si512(p); }
  static Int load(const uint8_t* p) {
    return _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }
  static Float load(const float* p) { return _mm512_loadu_ps(p); }
  static Float load(const float* p, int32_t left) { return _mm512_maskz_loadu_ps(mask(left), p); }
  static void store(int32_t* p, Int v) { _mm512_storeu_si512(p, v); }
  static void store(int32_t* p, Int v, int32_t left) { _mm512_mask_storeu_epi32(p, mask(left), v); }
  static void store(float* p, Float v, int32_t left) { _mm512_mask_storeu_ps(p, mask(left), v); }
  // clamp(round(value) + zero_point, low, high) as bytes, by way of 16 bits.
  class Narrower {
   public:
    Narrower(int32_t zero_point, int32_t low, int32_t high)
        : zero_point_(_mm512_set1_epi16(static_cast<int16_t>(zero_point))),
          low_(_mm512_set1_epi8(static_cast<char>(low))),
          high_(_mm512_set1_epi8(static_cast<char>(high))) {}
    // Below the floats that the conversion turns negative, and low enough that zero_point does not
    // leave 16 bits; below -2^31 it gives -2^31.
    Int round(Float v) const { return Vectors::round(at_most(v, set(16384.0F))); }
    // Quarter k has the bytes of vector k.
    Int pack(Int a, Int b, Int c, Int d) const {
      const Int ab = _mm512_add_epi16(_mm512_packs_epi32(a, b), zero_point_);
      const Int cd = _mm512_add_epi16(_mm512_packs_epi32(c, d), zero_point_);
      const Int bytes = _mm512_packus_epi16(ab, cd);
      const Int clamped = _mm512_min_epu8(_mm512_max_epu8(bytes, low_), high_);
      const Int order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
      return _mm512_permutexvar_epi32(order, clamped);
    }

   private:
    Int zero_point_, low_, high_;
  };
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

  static Int set(int32_t v) { return _mm512_set1_epi32(v); }
  static Float set(float v) { return _mm512_set1_ps(v); }
  static Float to_float(Int v) { return _mm512_cvtepi32_ps(v); }
  static Int round(Float v) {
    return _mm512_cvt_roundps_epi32(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  }
  static Float multiply(Float a, Float b) { return _mm512_mul_ps(a, b); }
  static Float add(Float a, Float b) { return _mm512_add_ps(a, b); }
  static Int subtract(Int a, Int b) { return _mm512_sub_epi32(a, b); }
  static Float subtract(Float a, Float b) { return _mm512_sub_ps(a, b); }
  // For bounds above zero: positive floats compare as their bits do, and negative ones are below.
  static Float at_most(Float v, Float bound) {
    return _mm512_castsi512_ps(
        _mm512_min_epi32(_mm512_castps_si512(v), _mm512_castps_si512(bound)));
  }
  static Float at_least(Float v, Float bound) {
    return _mm512_castsi512_ps(
        _mm512_max_epi32(_mm512_castps_si512(v), _mm512_castps_si512(bound)));
  }
};

}  // namespace

const ConvU8S8Kernel conv_u8s8_avx512_vnni = {Isa::avx512_vnni, to_u8<Vectors>, to_int<Vectors>,
                                              to_float<Vectors>};

}  // namespace sprint::kernels
