// What the 256-bit kernels share: 8 lanes, everything but products. In an anonymous namespace, as
// tile.h.
#pragma once

#include <immintrin.h>

#include "kernels/conv_u8s8/run.h"

namespace sprint::kernels {
namespace {

struct Vectors256 {
  using Int = __m256i;
  using Float = __m256;
  static constexpr int32_t kLanes = 8;
  static constexpr int32_t kMaxSums = 12 * kLanes;

  // Lanes below `left` are all ones.
  static Int mask(int32_t left) {
    return _mm256_cmpgt_epi32(_mm256_set1_epi32(left), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
  }
  static Int load(const int32_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static Int load(const uint8_t* p) {
    return _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)));
  }
  static Float load(const float* p, int32_t left) {
    return left >= kLanes ? _mm256_loadu_ps(p) : _mm256_maskload_ps(p, mask(left));
  }
  static void store(int32_t* p, Int v) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v); }
  static void store(int32_t* p, Int v, int32_t left) {
    left >= kLanes ? store(p, v) : _mm256_maskstore_epi32(p, mask(left), v);
  }
  static void store(float* p, Float v, int32_t left) {
    left >= kLanes ? _mm256_storeu_ps(p, v) : _mm256_maskstore_ps(p, mask(left), v);
  }
  // Values within [0, 255].
  static void store(uint8_t* p, Int v, int32_t left) {
    const __m128i words =
        _mm_packs_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
    const __m128i bytes = _mm_packus_epi16(words, words);
    if (left >= kLanes) {
      _mm_storel_epi64(reinterpret_cast<__m128i*>(p), bytes);
    } else {
      auto rest = static_cast<uint64_t>(_mm_cvtsi128_si64(bytes));
      for (int32_t i = 0; i < left; ++i, rest >>= 8) p[i] = static_cast<uint8_t>(rest);
    }
  }

  static Int set(int32_t v) { return _mm256_set1_epi32(v); }
  static Float set(float v) { return _mm256_set1_ps(v); }
  static Float to_float(Int v) { return _mm256_cvtepi32_ps(v); }
  static Int round(Float v) { return _mm256_cvtps_epi32(v); }
  static Float multiply(Float a, Float b) { return _mm256_mul_ps(a, b); }
  static Float add(Float a, Float b) { return _mm256_add_ps(a, b); }
  static Int add(Int a, Int b) { return _mm256_add_epi32(a, b); }
  static Int subtract(Int a, Int b) { return _mm256_sub_epi32(a, b); }
  static Float clamp(Float v, Float low, Float high) {
    return _mm256_min_ps(_mm256_max_ps(v, low), high);
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
