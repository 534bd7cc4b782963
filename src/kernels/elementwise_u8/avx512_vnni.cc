#include <immintrin.h>

#include "kernels/elementwise_u8/elementwise_u8.h"
#include "kernels/elementwise_u8/pixels.h"
#include "kernels/elementwise_u8/rows.h"

namespace sprint::kernels {
namespace {

// round, add zero, clamp; as floats first, so that no conversion overflows.
struct Quantize {
  __m512 low, high;
  __m512i zero;

  Quantize(int32_t zero_point, int32_t lowest, int32_t highest)
      : low(_mm512_set1_ps(static_cast<float>(lowest - zero_point))),
        high(_mm512_set1_ps(static_cast<float>(highest - zero_point))),
        zero(_mm512_set1_epi32(zero_point)) {}

  [[nodiscard]] __m128i operator()(__m512 value) const {
    const __m512 clamped = _mm512_min_ps(_mm512_max_ps(value, low), high);
    return _mm512_cvtepi32_epi8(_mm512_add_epi32(_mm512_cvtps_epi32(clamped), zero));
  }
};

// float(byte - zero) of 16 bytes.
__m512 centered(__m128i bytes, __m512i zero) {
  return _mm512_cvtepi32_ps(_mm512_sub_epi32(_mm512_cvtepu8_epi32(bytes), zero));
}

// out[i..i+16) = function(a[i..i+16), b[i..i+16)) as 16 bytes.
template <typename Function>
void each_16(const uint8_t* a, const uint8_t* b, uint8_t* out, size_t count, bool b_is_scalar,
             const Function& function) {
  const __m128i scalar = _mm_set1_epi8(static_cast<char>(count > 0 ? *b : 0));
  const auto load = [](const uint8_t* in) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(in));
  };
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    const __m128i bytes = function(load(a + i), b_is_scalar ? scalar : load(b + i));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + i), bytes);
  }
  if (i == count) return;
  const auto mask = static_cast<__mmask16>((1U << (count - i)) - 1);
  const __m128i other = b_is_scalar ? scalar : _mm_maskz_loadu_epi8(mask, b + i);
  _mm_mask_storeu_epi8(out + i, mask, function(_mm_maskz_loadu_epi8(mask, a + i), other));
}

void add(const AddU8Params& params, const uint8_t* a, const uint8_t* b, uint8_t* out, size_t count,
         bool b_is_scalar) {
  const Quantize quantize(params.zero, params.low, params.high);
  const __m512i a_zero = _mm512_set1_epi32(params.a_zero);
  const __m512i b_zero = _mm512_set1_epi32(params.b_zero);
  const __m512 a_multiplier = _mm512_set1_ps(params.a_multiplier);
  const __m512 b_multiplier = _mm512_set1_ps(params.b_multiplier);
  each_16(a, b, out, count, b_is_scalar, [&](__m128i left, __m128i right) {
    return quantize(_mm512_add_ps(_mm512_mul_ps(centered(left, a_zero), a_multiplier),
                                  _mm512_mul_ps(centered(right, b_zero), b_multiplier)));
  });
}

// The product of two centered bytes is exact in float.
void mul(const MulU8Params& params, const uint8_t* a, const uint8_t* b, uint8_t* out, size_t count,
         bool b_is_scalar) {
  const Quantize quantize(params.zero, params.low, params.high);
  const __m512i a_zero = _mm512_set1_epi32(params.a_zero);
  const __m512i b_zero = _mm512_set1_epi32(params.b_zero);
  const __m512 multiplier = _mm512_set1_ps(params.multiplier);
  each_16(a, b, out, count, b_is_scalar, [&](__m128i left, __m128i right) {
    const __m512 product = _mm512_mul_ps(centered(left, a_zero), centered(right, b_zero));
    return quantize(_mm512_mul_ps(product, multiplier));
  });
}

void requantize(int32_t in_zero, float multiplier, int32_t zero, const uint8_t* in, uint8_t* out,
                size_t count) {
  const Quantize quantize(zero, 0, 255);
  const __m512i center = _mm512_set1_epi32(in_zero);
  const __m512 factor = _mm512_set1_ps(multiplier);
  each_16(in, in, out, count, true, [&](__m128i bytes, __m128i) {
    return quantize(_mm512_mul_ps(centered(bytes, center), factor));
  });
}

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
  return {Isa::avx512_vnni, add, mul, lookup_run, lookup_image, interleave, requantize};
}

}  // namespace sprint::kernels
