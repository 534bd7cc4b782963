#include <immintrin.h>

#include "kernels/elementwise_u8/elementwise_u8.h"
#include "kernels/elementwise_u8/pixels.h"
#include "kernels/elementwise_u8/rows.h"

namespace sprint::kernels {
namespace {

// round, add zero, clamp; as floats first, so that no conversion overflows.
struct Quantize {
  __m256 low, high;
  __m256i zero;

  Quantize(int32_t zero_point, int32_t lowest, int32_t highest)
      : low(_mm256_set1_ps(static_cast<float>(lowest - zero_point))),
        high(_mm256_set1_ps(static_cast<float>(highest - zero_point))),
        zero(_mm256_set1_epi32(zero_point)) {}

  // 8 bytes, in the lower half.
  [[nodiscard]] __m128i operator()(__m256 value) const {
    const __m256 clamped = _mm256_min_ps(_mm256_max_ps(value, low), high);
    const __m256i q = _mm256_add_epi32(_mm256_cvtps_epi32(clamped), zero);
    const __m128i words =
        _mm_packus_epi32(_mm256_castsi256_si128(q), _mm256_extracti128_si256(q, 1));
    return _mm_packus_epi16(words, words);
  }
};

// float(byte - zero) of 8 bytes.
__m256 centered(__m128i bytes, __m256i zero) {
  return _mm256_cvtepi32_ps(_mm256_sub_epi32(_mm256_cvtepu8_epi32(bytes), zero));
}

// out[i..i+8) = function(a[i..i+8), b[i..i+8)) as 8 bytes.
template <typename Function>
void each_8(const uint8_t* a, const uint8_t* b, uint8_t* out, size_t count, bool b_is_scalar,
            const Function& function) {
  const __m128i scalar = _mm_set1_epi8(static_cast<char>(count > 0 ? *b : 0));
  const auto load = [](const uint8_t* in) {
    return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(in));
  };
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m128i bytes = function(load(a + i), b_is_scalar ? scalar : load(b + i));
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out + i), bytes);
  }
  if (i == count) return;
  alignas(8) uint8_t left[8] = {}, right[8] = {};
  for (size_t k = 0; i + k < count; ++k) {
    left[k] = a[i + k];
    if (!b_is_scalar) right[k] = b[i + k];
  }
  const __m128i bytes = function(load(left), b_is_scalar ? scalar : load(right));
  _mm_storel_epi64(reinterpret_cast<__m128i*>(left), bytes);
  for (size_t k = 0; i + k < count; ++k) out[i + k] = left[k];
}

void add(const AddU8Params& params, const uint8_t* a, const uint8_t* b, uint8_t* out, size_t count,
         bool b_is_scalar) {
  const Quantize quantize(params.zero, params.low, params.high);
  const __m256i a_zero = _mm256_set1_epi32(params.a_zero);
  const __m256i b_zero = _mm256_set1_epi32(params.b_zero);
  const __m256 a_multiplier = _mm256_set1_ps(params.a_multiplier);
  const __m256 b_multiplier = _mm256_set1_ps(params.b_multiplier);
  each_8(a, b, out, count, b_is_scalar, [&](__m128i left, __m128i right) {
    return quantize(_mm256_add_ps(_mm256_mul_ps(centered(left, a_zero), a_multiplier),
                                  _mm256_mul_ps(centered(right, b_zero), b_multiplier)));
  });
}

// The product of two centered bytes is exact in float.
void mul(const MulU8Params& params, const uint8_t* a, const uint8_t* b, uint8_t* out, size_t count,
         bool b_is_scalar) {
  const Quantize quantize(params.zero, params.low, params.high);
  const __m256i a_zero = _mm256_set1_epi32(params.a_zero);
  const __m256i b_zero = _mm256_set1_epi32(params.b_zero);
  const __m256 multiplier = _mm256_set1_ps(params.multiplier);
  each_8(a, b, out, count, b_is_scalar, [&](__m128i left, __m128i right) {
    const __m256 product = _mm256_mul_ps(centered(left, a_zero), centered(right, b_zero));
    return quantize(_mm256_mul_ps(product, multiplier));
  });
}

void requantize(int32_t in_zero, float multiplier, int32_t zero, const uint8_t* in, uint8_t* out,
                size_t count) {
  const Quantize quantize(zero, 0, 255);
  const __m256i center = _mm256_set1_epi32(in_zero);
  const __m256 factor = _mm256_set1_ps(multiplier);
  each_8(in, in, out, count, true, [&](__m128i bytes, __m128i) {
    return quantize(_mm256_mul_ps(centered(bytes, center), factor));
  });
}

// 16 shuffles of 16 entries each: a saturating addition sets bit 7, which makes a shuffle give 0,
// wherever the upper half of a byte is not the shuffle's own.
__m256i find(const uint8_t table[256], __m256i bytes) {
  __m256i found = _mm256_setzero_si256();
  for (int k = 0; k < 16; ++k) {
    const __m256i own = _mm256_xor_si256(bytes, _mm256_set1_epi8(static_cast<char>(k * 16)));
    const __m256i entries = _mm256_broadcastsi128_si256(
        _mm_loadu_si128(reinterpret_cast<const __m128i*>(table + k * 16)));
    const __m256i index = _mm256_adds_epu8(own, _mm256_set1_epi8(0x70));
    found = _mm256_or_si256(found, _mm256_shuffle_epi8(entries, index));
  }
  return found;
}

__m256i load_32(const uint8_t* in) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(in));
}
void store_32(uint8_t* out, __m256i bytes) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(out), bytes);
}

void lookup(const uint8_t table[256], const uint8_t* in, uint8_t* out, size_t count) {
  size_t i = 0;
  for (; i + 32 <= count; i += 32) store_32(out + i, find(table, load_32(in + i)));
  for (; i < count; ++i) out[i] = table[in[i]];
}

void lookup_image(const uint8_t table[256], const Image<const uint8_t>& in,
                  const Image<uint8_t>& out) {
  each_run(in, out,
           [&](const uint8_t* from, uint8_t* to, size_t count) { lookup(table, from, to, count); });
}

void interleave(const uint8_t a_table[256], const Image<const uint8_t>& a,
                const uint8_t b_table[256], const Image<const uint8_t>& b,
                const Image<uint8_t>& out) {
  each_pixel(a, b, out, [&](const uint8_t* left, const uint8_t* right, uint8_t* to) {
    int32_t c = 0;
    for (; c + 32 <= a.channels; c += 32) {
      const __m256i even = find(a_table, load_32(left + c));
      const __m256i odd = find(b_table, load_32(right + c));
      const __m256i low = _mm256_unpacklo_epi8(even, odd), high = _mm256_unpackhi_epi8(even, odd);
      store_32(to + 2 * c, _mm256_permute2x128_si256(low, high, 0x20));
      store_32(to + 2 * c + 32, _mm256_permute2x128_si256(low, high, 0x31));
    }
    for (; c < a.channels; ++c) {
      to[2 * c] = a_table[left[c]];
      to[2 * c + 1] = b_table[right[c]];
    }
  });
}

}  // namespace

ElementwiseU8Kernel elementwise_u8_avx2() {
  return {Isa::avx2, add, mul, lookup, lookup_image, interleave, requantize};
}

}  // namespace sprint::kernels
