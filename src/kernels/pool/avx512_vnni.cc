// Vectors over channels.
#include "kernels/pool/average.h"
#include "kernels/pool/max.h"
#include "kernels/pool/rows.h"
#include "kernels/vectors512.h"

namespace sprint::kernels {
namespace {

__mmask64 mask_of(int32_t count) { return count >= 64 ? ~0ULL : (1ULL << count) - 1; }

struct Bytes {
  using Element = uint8_t;
  static constexpr int32_t kLanes = 64;
  static __m512i lowest() { return _mm512_setzero_si512(); }
  static __m512i load(const uint8_t* p) { return _mm512_loadu_si512(p); }
  static void store(uint8_t* p, __m512i v) { _mm512_storeu_si512(p, v); }
  static void store_some(uint8_t* p, __m512i v, int32_t count) {
    _mm512_mask_storeu_epi8(p, mask_of(count), v);
  }
  static __m512i max(__m512i v, __m512i best) { return _mm512_max_epu8(v, best); }

  static constexpr bool kHasNeighbours = true;
  static bool has_neighbours(int32_t channels) { return channels == 16 || channels == 32; }
  static __m512i max_of_neighbours(__m512i a, __m512i b, int32_t channels) {
    return channels == 16 ? max(_mm512_shuffle_i64x2(a, b, 0x88), _mm512_shuffle_i64x2(a, b, 0xDD))
                          : max(_mm512_shuffle_i64x2(a, b, 0x44), _mm512_shuffle_i64x2(a, b, 0xEE));
  }
};

struct Floats {
  using Element = float;
  static constexpr bool kHasNeighbours = false;
  static constexpr int32_t kLanes = 16;
  static __m512 lowest() { return _mm512_set1_ps(-__builtin_inff()); }
  static __m512 load(const float* p) { return _mm512_loadu_ps(p); }
  static void store(float* p, __m512 v) { _mm512_storeu_ps(p, v); }
  static void store_some(float* p, __m512 v, int32_t count) { Vectors512::store(p, v, count); }
  static __m512 max(__m512 v, __m512 best) { return _mm512_max_ps(v, best); }
};

struct Averages : Vectors512 {
  using Doubles = __m512d;

  using Vectors512::add;
  using Vectors512::divide;
  static Int load_words(const uint8_t* p) {
    return _mm512_cvtepu8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)));
  }
  static Int add_words(Int a, Int b) { return _mm512_add_epi16(a, b); }
  static Int low_words(Int v) { return _mm512_cvtepu16_epi32(_mm512_castsi512_si256(v)); }
  static Int high_words(Int v) { return _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(v, 1)); }
  static Doubles load_doubles(const float* p) { return _mm512_cvtps_pd(_mm256_loadu_ps(p)); }
  static Doubles add(Doubles a, Doubles b) { return _mm512_add_pd(a, b); }
  // In the lower half.
  static Float divide(Doubles a, double b) {
    return _mm512_castps256_ps512(_mm512_cvtpd_ps(_mm512_div_pd(a, _mm512_set1_pd(b))));
  }
};

}  // namespace

PoolKernel pool_avx512_vnni() {
  return {Isa::avx512_vnni,
          max_pool<Bytes>,
          max_pool<Floats>,
          average_u8<Averages>,
          average_f32<Averages>,
          global_average_u8<Averages>,
          global_average_f32<Averages>,
          global_mean_u8<Averages>};
}

}  // namespace sprint::kernels
