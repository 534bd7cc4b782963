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
  static constexpr int32_t kMaxSums = 24 * kLanes;

  // 24 sums, 4 weights and a pixel fit 32 registers; one pixel alone takes 8 vectors, as many as
  // are in flight.
  static constexpr int32_t max_pixels(int32_t vectors) { return vectors > 4 ? 1 : 24 / vectors; }
  // 5 are split 3 and 2, since 1 alone broadcasts a pixel per product.
  static int32_t pick_vectors(int32_t left, bool one_pixel) {
    if (one_pixel) return left < 8 ? left : 8;
    if (left == 5) return 3;
    return left < 4 ? left : 4;
  }

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
  static void store(uint8_t* p, Int v, int32_t left) {
    const __m128i bytes = _mm512_cvtepi32_epi8(v);
    if (left >= kLanes) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(p), bytes);
    } else {
      _mm_mask_storeu_epi8(p, mask(left), bytes);
    }
  }

  // clamp(round(value) + zero_point, low, high) as bytes: sums saturate to 16 bits, then to 8.
  class Narrower {
   public:
    Narrower(int32_t zero_point, int32_t low, int32_t high)
        : zero_point_(_mm512_set1_epi16(static_cast<int16_t>(zero_point))),
          low_(_mm512_set1_epi8(static_cast<char>(low))),
          high_(_mm512_set1_epi8(static_cast<char>(high))) {}
    // Below the floats that the conversion turns negative; below -2^31 it gives -2^31.
    Int round(Float v) const { return Vectors::round(_mm512_min_ps(v, set(65536.0F))); }
    // Quarter k has the bytes of vector k.
    Int pack(Int a, Int b, Int c, Int d) const {
      const Int ab = _mm512_adds_epi16(_mm512_packs_epi32(a, b), zero_point_);
      const Int cd = _mm512_adds_epi16(_mm512_packs_epi32(c, d), zero_point_);
      const Int bytes = _mm512_packus_epi16(ab, cd);
      const Int clamped = _mm512_min_epu8(_mm512_max_epu8(bytes, low_), high_);
      const Int order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
      return _mm512_permutexvar_epi32(order, clamped);
    }

   private:
    Int zero_point_, low_, high_;
  };
  template <int quarter>
  static void store_quarter(uint8_t* p, Int v, int32_t left) {
    const __m128i bytes = _mm512_extracti32x4_epi32(v, quarter);
    if (left >= kLanes) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(p), bytes);
    } else {
      _mm_mask_storeu_epi8(p, mask(left), bytes);
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
  static Int add(Int a, Int b) { return _mm512_add_epi32(a, b); }
  static Int subtract(Int a, Int b) { return _mm512_sub_epi32(a, b); }
  static Float clamp(Float v, Float low, Float high) {
    return _mm512_min_ps(_mm512_max_ps(v, low), high);
  }
};

}  // namespace

const ConvU8S8Kernel conv_u8s8_avx512_vnni = {Isa::avx512_vnni, to_u8<Vectors>, to_int<Vectors>,
                                              to_float<Vectors>};

}  // namespace sprint::kernels
