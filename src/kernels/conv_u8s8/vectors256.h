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
  static Float load(const float* p) { return _mm256_loadu_ps(p); }
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
    store_bytes(p, _mm_packus_epi16(words, words), left);
  }
  // The low 8 bytes, or `left` if that is less.
  static void store_bytes(uint8_t* p, __m128i bytes, int32_t left) {
    if (left >= kLanes) {
      _mm_storel_epi64(reinterpret_cast<__m128i*>(p), bytes);
    } else {
      auto rest = static_cast<uint64_t>(_mm_cvtsi128_si64(bytes));
      for (int32_t i = 0; i < left; ++i, rest >>= 8) p[i] = static_cast<uint8_t>(rest);
    }
  }

  // clamp(round(value) + zero_point, low, high) as bytes: sums saturate to 16 bits, then to 8.
  class Narrower {
   public:
    Narrower(int32_t zero_point, int32_t low, int32_t high)
        : zero_point_(_mm256_set1_epi16(static_cast<int16_t>(zero_point))),
          low_(_mm256_set1_epi8(static_cast<char>(low))),
          high_(_mm256_set1_epi8(static_cast<char>(high))) {}
    // Below the floats that the conversion turns negative; below -2^31 it gives -2^31.
    Int round(Float v) const { return Vectors256::round(_mm256_min_ps(v, set(65536.0F))); }
    // Quarter k has the bytes of vector k.
    Int pack(Int a, Int b, Int c, Int d) const {
      const Int ab = _mm256_adds_epi16(_mm256_packs_epi32(a, b), zero_point_);
      const Int cd = _mm256_adds_epi16(_mm256_packs_epi32(c, d), zero_point_);
      const Int bytes = _mm256_packus_epi16(ab, cd);
      const Int clamped = _mm256_min_epu8(_mm256_max_epu8(bytes, low_), high_);
      return _mm256_permutevar8x32_epi32(clamped, _mm256_setr_epi32(0, 4, 1, 5, 2, 6, 3, 7));
    }

   private:
    Int zero_point_, low_, high_;
  };
  template <int quarter>
  static void store_quarter(uint8_t* p, Int v, int32_t left) {
    const __m128i half = _mm256_extracti128_si256(v, quarter / 2);
    store_bytes(p, quarter % 2 != 0 ? _mm_unpackhi_epi64(half, half) : half, left);
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
