#include "kernels/elementwise_u8/arithmetic.h"
#include "kernels/elementwise_u8/pixels.h"
#include "kernels/elementwise_u8/rows.h"
#include "kernels/vectors256.h"

namespace sprint::kernels {
namespace {

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
  return {Isa::avx2, add<Vectors256>, mul<Vectors256>, lookup, lookup_image, interleave};
}

}  // namespace sprint::kernels
