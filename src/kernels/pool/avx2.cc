// Vectors over channels.
#include "kernels/pool/average.h"
#include "kernels/pool/max.h"
#include "kernels/pool/rows.h"
#include "kernels/vectors256.h"

namespace sprint::kernels {
namespace {

struct Bytes {
  using Element = uint8_t;
  static constexpr int32_t kLanes = 32;
  static __m256i lowest() { return _mm256_setzero_si256(); }
  static __m256i load(const uint8_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static void store(uint8_t* p, __m256i v) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v);
  }
  static void store_some(uint8_t* p, __m256i v, int32_t count) {
    if (count >= 16) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm256_castsi256_si128(v));
      v = _mm256_permute2x128_si256(v, v, 1);
      p += 16;
      count -= 16;
    }
    alignas(32) uint8_t all[32];
    store(all, v);
    for (int32_t i = 0; i < count; ++i) p[i] = all[i];
  }
  static __m256i max(__m256i v, __m256i best) { return _mm256_max_epu8(v, best); }

  static constexpr bool kHasNeighbours = true;
  static bool has_neighbours(int32_t channels) { return channels == 16; }
  static __m256i max_of_neighbours(__m256i a, __m256i b, int32_t) {
    return max(_mm256_permute2x128_si256(a, b, 0x20), _mm256_permute2x128_si256(a, b, 0x31));
  }
};

struct Floats {
  using Element = float;
  static constexpr bool kHasNeighbours = false;
  static constexpr int32_t kLanes = 8;
  static __m256 lowest() { return _mm256_set1_ps(-__builtin_inff()); }
  static __m256 load(const float* p) { return _mm256_loadu_ps(p); }
  static void store(float* p, __m256 v) { _mm256_storeu_ps(p, v); }
  static void store_some(float* p, __m256 v, int32_t count) { Vectors256::store(p, v, count); }
  static __m256 max(__m256 v, __m256 best) { return _mm256_max_ps(v, best); }
};

struct Averages : Vectors256 {
  using Doubles = __m256d;

  using Vectors256::add;
  using Vectors256::divide;
  static Int load_words(const uint8_t* p) {
    return _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  }
  static Int add_words(Int a, Int b) { return _mm256_add_epi16(a, b); }
  static Int low_words(Int v) { return _mm256_cvtepu16_epi32(_mm256_castsi256_si128(v)); }
  static Int high_words(Int v) { return _mm256_cvtepu16_epi32(_mm256_extracti128_si256(v, 1)); }
  static Doubles load_doubles(const float* p) { return _mm256_cvtps_pd(_mm_loadu_ps(p)); }
  static Doubles add(Doubles a, Doubles b) { return _mm256_add_pd(a, b); }
  // In the lower half.
  static Float divide(Doubles a, double b) {
    return _mm256_castps128_ps256(_mm256_cvtpd_ps(_mm256_div_pd(a, _mm256_set1_pd(b))));
  }
};

}  // namespace

PoolKernel pool_avx2() {
  return {Isa::avx2,
          max_pool<Bytes>,
          max_pool<Floats>,
          average_u8<Averages>,
          average_f32<Averages>,
          global_average_u8<Averages>,
          global_average_f32<Averages>,
          global_mean_u8<Averages>};
}

}  // namespace sprint::kernels
