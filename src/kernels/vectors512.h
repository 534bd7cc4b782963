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
  // Saturated to int16, then to uint8; lane by lane of 128 bits, those of a before those of b.
  static Int pack_words(Int a, Int b) { return _mm512_packs_epi32(a, b); }
  static Int pack_bytes(Int a, Int b) { return _mm512_packus_epi16(a, b); }
  static Int add_words(Int a, Int b) { return _mm512_adds_epi16(a, b); }
  static Int set_words(int32_t v) { return _mm512_set1_epi16(static_cast<int16_t>(v)); }
  // From the quarters of four vectors in each quarter to a vector in each quarter.
  static Int gather_quarters(Int v) {
    const Int order = _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    return _mm512_permutexvar_epi32(order, v);
  }

  static Int set(int32_t v) { return _mm512_set1_epi32(v); }
  static Float set(float v) { return _mm512_set1_ps(v); }
  static Float to_float(Int v) { return _mm512_cvtepi32_ps(v); }
  static Int round(Float v) {
    return _mm512_cvt_roundps_epi32(v, _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC);
  }
  static Int bits(Float v) { return _mm512_castps_si512(v); }
  static Float floats(Int bits) { return _mm512_castsi512_ps(bits); }
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
