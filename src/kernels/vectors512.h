// 16 lanes of 32 bits for the AVX-512 kernels. In an anonymous namespace, as requantize.h.
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
#include <cstdint>

namespace sprint::kernels {
namespace {

struct Vectors512 {
  using Int = __m512i;
  using Float = __m512;
  using Bytes = __m128i;  // one of every lane
  using Mask = __mmask16;
  static constexpr int32_t kLanes = 16;

  // The first `count` lanes, none or all where that is out of 0..16.
  static Mask first(ptrdiff_t count) {
    const __m512i lanes = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
    return _mm512_cmpgt_epi32_mask(_mm512_set1_epi32(static_cast<int>(count)), lanes);
  }
  static Int load(const int32_t* p) { return _mm512_loadu_si512(p); }
  static Int load(const uint8_t* p) { return widen(bytes(p)); }
  static Float load(const float* p) { return _mm512_loadu_ps(p); }
  static Float load(const float* p, int32_t left) { return _mm512_maskz_loadu_ps(first(left), p); }
  static void store(int32_t* p, Int v) { _mm512_storeu_si512(p, v); }
  static void store(int32_t* p, Int v, int32_t left) {
    _mm512_mask_storeu_epi32(p, first(left), v);
  }
  static void store(float* p, Float v) { _mm512_storeu_ps(p, v); }
  static void store_masked(float* p, Float v, Mask mask) { _mm512_mask_storeu_ps(p, mask, v); }
  static void store(float* p, Float v, int32_t left) { _mm512_mask_storeu_ps(p, first(left), v); }
  static Bytes bytes(const uint8_t* p) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  }
  // The first `left` bytes, and zeros.
  static Bytes bytes(const uint8_t* p, int32_t left) {
    return _mm_maskz_loadu_epi8(first(left), p);
  }
  static Bytes same_bytes(uint8_t v) { return _mm_set1_epi8(static_cast<char>(v)); }
  static Int widen(Bytes v) { return _mm512_cvtepu8_epi32(v); }
  // Of lanes in 0..255.
  static Bytes narrow(Int v) { return _mm512_cvtepi32_epi8(v); }
  static void store(uint8_t* p, Bytes v, int32_t left) { _mm_mask_storeu_epi8(p, first(left), v); }
  // clamp(round(value) + zero_point, low, high) as bytes, by way of 16 bits.
  class Narrower {
   public:
    Narrower(int32_t zero_point, int32_t low, int32_t high)
        : zero_point_(_mm512_set1_epi16(static_cast<int16_t>(zero_point))),
          low_(_mm512_set1_epi8(static_cast<char>(low))),
          high_(_mm512_set1_epi8(static_cast<char>(high))) {}
    // Below the floats that the conversion turns negative, and low enough that zero_point does not
    // leave 16 bits; below -2^31 it gives -2^31.
    Int round(Float v) const { return Vectors512::round(at_most(v, set(16384.0F))); }
    // Quarter k has the bytes of vector k.
    Int pack(Int a, Int b, Int c, Int d) const {
      const Int order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
      return _mm512_permutexvar_epi32(order, pack_quarters(a, b, c, d));
    }
    // Quarter k has the bytes of the vectors' quarters k.
    Int pack_quarters(Int a, Int b, Int c, Int d) const {
      const Int ab = _mm512_add_epi16(_mm512_packs_epi32(a, b), zero_point_);
      const Int cd = _mm512_add_epi16(_mm512_packs_epi32(c, d), zero_point_);
      const Int bytes = _mm512_packus_epi16(ab, cd);
      return _mm512_min_epu8(_mm512_max_epu8(bytes, low_), high_);
    }

   private:
    Int zero_point_, low_, high_;
  };

  static Int set(int32_t v) { return _mm512_set1_epi32(v); }
  static Float set(float v) { return _mm512_set1_ps(v); }
  static Float to_float(Int v) { return _mm512_cvtepi32_ps(v); }
  static Int round(Float v) {
    return _mm512_cvt_roundps_epi32(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  }
  static Float multiply(Float a, Float b) { return _mm512_mul_ps(a, b); }
  static Float multiply_add(Float a, Float b, Float sum) { return _mm512_fmadd_ps(a, b, sum); }
  static Float add(Float a, Float b) { return _mm512_add_ps(a, b); }
  static Int add(Int a, Int b) { return _mm512_add_epi32(a, b); }
  static Int subtract(Int a, Int b) { return _mm512_sub_epi32(a, b); }
  static Float subtract(Float a, Float b) { return _mm512_sub_ps(a, b); }
  static Float divide(Float a, Float b) { return _mm512_div_ps(a, b); }
  // `low` where it is not a number.
  static Float clamp(Float v, Float low, Float high) {
    return _mm512_min_ps(_mm512_max_ps(v, low), high);
  }
  // `v` where it is not a number.
  static Float clamp_number(Float v, Float low, Float high) {
    return _mm512_min_ps(high, _mm512_max_ps(low, v));
  }
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
}  // namespace sprint::kernels
