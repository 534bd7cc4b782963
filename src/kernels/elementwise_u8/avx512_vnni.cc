#include "kernels/elementwise_u8/arithmetic.h"
#include "kernels/elementwise_u8/pixels.h"
#include "kernels/elementwise_u8/rows.h"
#include "kernels/vectors512.h"

namespace sprint::kernels {
namespace {

// The table as 128 words: the upper 7 bits of a byte choose the word, the lowest one its half.
struct Table {
  __m512i words[4];

  explicit Table(const uint8_t* table) {
    for (int i = 0; i < 4; ++i) words[i] = _mm512_loadu_si512(table + 64 * i);
  }

  // Of bytes in words; the upper byte of a result is not defined.
  [[nodiscard]] __m512i word(__m512i bytes) const {
    const __m512i index = _mm512_srli_epi16(bytes, 1);
    const __mmask32 upper = _mm512_test_epi16_mask(bytes, _mm512_set1_epi16(0x80));
    const __m512i found =
        _mm512_mask_blend_epi16(upper, _mm512_permutex2var_epi16(words[0], index, words[1]),
                                _mm512_permutex2var_epi16(words[2], index, words[3]));
    const __mmask32 odd = _mm512_test_epi16_mask(bytes, _mm512_set1_epi16(1));
    return _mm512_mask_srli_epi16(found, odd, found, 8);
  }

  [[nodiscard]] __m512i operator()(__m512i bytes) const {
    const __m512i even = word(_mm512_and_si512(bytes, _mm512_set1_epi16(0xff)));
    const __m512i odd = word(_mm512_srli_epi16(bytes, 8));
    return _mm512_mask_blend_epi8(0xaaaaaaaaaaaaaaaaULL, even, _mm512_slli_epi16(odd, 8));
  }
};

// The first `count` of 64 bytes.
__mmask64 first(int64_t count) {
  if (count >= 64) return ~0ULL;
  return count <= 0 ? 0 : (1ULL << count) - 1;
}

void lookup(const Table& find, const uint8_t* in, uint8_t* out, size_t count) {
  size_t i = 0;
  for (; i + 64 <= count; i += 64) _mm512_storeu_si512(out + i, find(_mm512_loadu_si512(in + i)));
  if (i == count) return;
  const __mmask64 mask = first(static_cast<int64_t>(count - i));
  _mm512_mask_storeu_epi8(out + i, mask, find(_mm512_maskz_loadu_epi8(mask, in + i)));
}

void lookup_run(const uint8_t table[256], const uint8_t* in, uint8_t* out, size_t count) {
  lookup(Table(table), in, out, count);
}

void lookup_image(const uint8_t table[256], const Image<const uint8_t>& in,
                  const Image<uint8_t>& out) {
  const Table find(table);
  each_run(in, out,
           [&](const uint8_t* from, uint8_t* to, size_t count) { lookup(find, from, to, count); });
}

// Unpacking gives the quarters of the result alternately in `low` and `high`.
void interleave(const uint8_t a_table[256], const Image<const uint8_t>& a,
                const uint8_t b_table[256], const Image<const uint8_t>& b,
                const Image<uint8_t>& out) {
  const Table find_a(a_table), find_b(b_table);
  const __m512i lower = _mm512_setr_epi64(0, 1, 8, 9, 2, 3, 10, 11);
  const __m512i upper = _mm512_setr_epi64(4, 5, 12, 13, 6, 7, 14, 15);
  each_pixel(a, b, out, [&](const uint8_t* left, const uint8_t* right, uint8_t* to) {
    for (int32_t c = 0; c < a.channels; c += 64) {
      const int64_t count = a.channels - c;
      const __m512i even = find_a(_mm512_maskz_loadu_epi8(first(count), left + c));
      const __m512i odd = find_b(_mm512_maskz_loadu_epi8(first(count), right + c));
      const __m512i low = _mm512_unpacklo_epi8(even, odd), high = _mm512_unpackhi_epi8(even, odd);
      _mm512_mask_storeu_epi8(to + 2 * c, first(2 * count),
                              _mm512_permutex2var_epi64(low, lower, high));
      _mm512_mask_storeu_epi8(to + 2 * c + 64, first(2 * count - 64),
                              _mm512_permutex2var_epi64(low, upper, high));
    }
  });
}

}  // namespace

ElementwiseU8Kernel elementwise_u8_avx512_vnni() {
  return {Isa::avx512_vnni, add<Vectors512>, mul<Vectors512>, lookup_run, lookup_image, interleave};
}

}  // namespace sprint::kernels
