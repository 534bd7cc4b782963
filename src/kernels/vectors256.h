// 8 lanes of 32 bits for the 256-bit kernels. In an anonymous namespace, as requantize.h.
#pragma once

#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace sprint::kernels {
namespace {

struct Vectors256 {
  using Int = __m256i;
  using Float = __m256;
  using Bytes = __m128i;  // one of every lane, in the lower half
  using Mask = __m256i;
  static constexpr int32_t kLanes = 8;

  // The first `count` lanes, none or all where that is out of 0..8.
  static Mask first(ptrdiff_t count) {
    const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(static_cast<int>(count)), lanes);
  }
  static Int load(const int32_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static Int load(const uint8_t* p) { return widen(bytes(p)); }
  static Float load(const float* p) { return _mm256_loadu_ps(p); }
  static Float load(const float* p, int32_t left) {
    return left >= kLanes ? _mm256_loadu_ps(p) : _mm256_maskload_ps(p, first(left));
  }
  static void store(int32_t* p, Int v) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v); }
  static void store(int32_t* p, Int v, int32_t left) {
    left >= kLanes ? store(p, v) : _mm256_maskstore_epi32(p, first(left), v);
  }
  static void store(float* p, Float v) { _mm256_storeu_ps(p, v); }
  static void store_masked(float* p, Float v, Mask mask) { _mm256_maskstore_ps(p, mask, v); }
  static void store(float* p, Float v, int32_t left) {
    left >= kLanes ? _mm256_storeu_ps(p, v) : _mm256_maskstore_ps(p, first(left), v);
  }
  static Bytes bytes(const uint8_t* p) {
    return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(p));
  }
  // The first `left` bytes, and zeros.
  static Bytes bytes(const uint8_t* p, int32_t left) {
    alignas(8) uint8_t all[kLanes] = {};
    for (int32_t i = 0; i < left; ++i) all[i] = p[i];
    return bytes(all);
  }
  static Bytes same_bytes(uint8_t v) { return _mm_set1_epi8(static_cast<char>(v)); }
  static Int widen(Bytes v) { return _mm256_cvtepu8_epi32(v); }
  // Of lanes in 0..255.
  static Bytes narrow(Int v) {
    const __m128i words =
        _mm_packus_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    return _mm_packus_epi16(words, words);
  }
  static void store(uint8_t* p, Bytes v, int32_t left) {
    if (left >= kLanes) return _mm_storel_epi64(reinterpret_cast<__m128i*>(p), v);
    alignas(8) uint8_t all[kLanes];
    _mm_storel_epi64(reinterpret_cast<__m128i*>(all), v);
    for (int32_t i = 0; i < left; ++i) p[i] = all[i];
  }
  // Saturated to int16, then to uint8; lane by lane of 128 bits, those of a before those of b.
  static Int pack_words(Int a, Int b) { return _mm256_packs_epi32(a, b); }
  static Int pack_bytes(Int a, Int b) { return _mm256_packus_epi16(a, b); }
  static Int add_words(Int a, Int b) { return _mm256_adds_epi16(a, b); }
  static Int set_words(int32_t v) { return _mm256_set1_epi16(static_cast<int16_t>(v)); }
  // From the halves of four vectors in each half to a vector in each quarter.
  static Int gather_quarters(Int v) {
    return _mm256_permutevar8x32_epi32(v, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
  }
  // The channels of a pixel that exist.
  struct Existing {
    int32_t channels;
    explicit Existing(int32_t count) : channels(count) {}
  };
  // `count` quarters from `first` on to a pixel's vectors from `vector` on.
  template <int first, int count, int vector>
  static void store_quarters(uint8_t* pixel, Int v, const Existing& existing) {
    uint8_t* const p = pixel + vector * kLanes;
    if (const int32_t left = existing.channels - vector * kLanes; left < count * kLanes) {
      alignas(32) uint8_t bytes[4 * kLanes];
      _mm256_store_si256(reinterpret_cast<__m256i*>(bytes), v);
      for (int32_t i = 0; i < left; ++i) p[i] = bytes[first * kLanes + i];
    } else if constexpr (count == 4) {
      _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v);
    } else {
      const __m128i half = _mm256_extracti128_si256(v, first / 2);
      if constexpr (count == 2) {
        _mm_storeu_si128(reinterpret_cast<__m128i*>(p), half);
      } else {
        _mm_storel_epi64(reinterpret_cast<__m128i*>(p),
                         first % 2 != 0 ? _mm_unpackhi_epi64(half, half) : half);
      }
    }
  }

  static Int set(int32_t v) { return _mm256_set1_epi32(v); }
  static Float set(float v) { return _mm256_set1_ps(v); }
  static Float to_float(Int v) { return _mm256_cvtepi32_ps(v); }
  static Int round(Float v) { return _mm256_cvtps_epi32(v); }
  static Int bits(Float v) { return _mm256_castps_si256(v); }
  static Float floats(Int bits) { return _mm256_castsi256_ps(bits); }
  static Float multiply(Float a, Float b) { return _mm256_mul_ps(a, b); }
  static Float multiply_add(Float a, Float b, Float sum) { return _mm256_fmadd_ps(a, b, sum); }
  static Float add(Float a, Float b) { return _mm256_add_ps(a, b); }
  static Int add(Int a, Int b) { return _mm256_add_epi32(a, b); }
  static Int subtract(Int a, Int b) { return _mm256_sub_epi32(a, b); }
  static Float subtract(Float a, Float b) { return _mm256_sub_ps(a, b); }
  static Float divide(Float a, Float b) { return _mm256_div_ps(a, b); }
  // `low` where it is not a number.
  static Float clamp(Float v, Float low, Float high) {
    return _mm256_min_ps(_mm256_max_ps(v, low), high);
  }
  // `v` where it is not a number.
  static Float clamp_number(Float v, Float low, Float high) {
    return _mm256_min_ps(high, _mm256_max_ps(low, v));
  }
  // For bounds above zero: positive floats compare as their bits do, and negative ones are below.
  static Float at_most(Float v, Float bound) {
    return _mm256_castsi256_ps(
        _mm256_min_epi32(_mm256_castps_si256(v), _mm256_castps_si256(bound)));
  }
  static Float at_least(Float v, Float bound) {
    return _mm256_castsi256_ps(
        _mm256_max_epi32(_mm256_castps_si256(v), _mm256_castps_si256(bound)));
  }
  static Int load_bytes(const int8_t* p) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(p));
  }
  // A group of 4 channels of a pixel in every lane.
  static Int broadcast_group(const uint8_t* p) {
    return _mm256_broadcastd_epi32(_mm_loadu_si32(p));
  }
};

}  // namespace
}  // namespace sprint::kernels
