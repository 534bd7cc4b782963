#include <immintrin.h>

#include "kernels/convert/convert.h"
#include "kernels/convert/rows.h"
#include "kernels/convert/tiles.h"

namespace sprint::kernels {
namespace {

// Clamped as floats before rounding; max gives its second operand for NaN.
struct Quantize {
  __m512 scale, low, high;
  __m512i zero;

  Quantize(float divisor, int32_t zero_point)
      : scale(_mm512_set1_ps(divisor)),
        low(_mm512_set1_ps(static_cast<float>(-zero_point))),
        high(_mm512_set1_ps(static_cast<float>(255 - zero_point))),
        zero(_mm512_set1_epi32(zero_point)) {}

  [[nodiscard]] __m128i operator()(__m512 in) const {
    const __m512 value = _mm512_max_ps(_mm512_div_ps(in, scale), low);
    return _mm512_cvtepi32_epi8(
        _mm512_add_epi32(_mm512_cvtps_epi32(_mm512_min_ps(value, high)), zero));
  }
};

__mmask16 tail_mask(size_t count) { return static_cast<__mmask16>((1U << count) - 1); }

void quantize(const float* in, uint8_t* out, size_t count, float scale, int32_t zero_point) {
  const Quantize quantize_16(scale, zero_point);
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + i), quantize_16(_mm512_loadu_ps(in + i)));
  }
  if (i == count) return;
  const __mmask16 mask = tail_mask(count - i);
  _mm_mask_storeu_epi8(out + i, mask, quantize_16(_mm512_maskz_loadu_ps(mask, in + i)));
}

void dequantize(const uint8_t* in, float* out, size_t count, float scale, int32_t zero_point) {
  const __m512i zero = _mm512_set1_epi32(zero_point);
  const __m512 factor = _mm512_set1_ps(scale);
  for (size_t i = 0; i < count; i += 16) {
    const __mmask16 mask = count - i >= 16 ? tail_mask(16) : tail_mask(count - i);
    const __m128i bytes = _mm_maskz_loadu_epi8(mask, in + i);
    const __m512i centered = _mm512_sub_epi32(_mm512_cvtepu8_epi32(bytes), zero);
    _mm512_mask_storeu_ps(out + i, mask, _mm512_mul_ps(_mm512_cvtepi32_ps(centered), factor));
  }
}

void quantize_planes(const float* in, const Image<uint8_t>& out, float scale, int32_t zero_point) {
  const Quantize quantize_16(scale, zero_point);
  planes_to_image(
      out, [&](ptrdiff_t i) { return quantize_16(_mm512_loadu_ps(in + i)); },
      [&](ptrdiff_t i) {
        const __m128i bytes = quantize_16(_mm512_maskz_loadu_ps(1, in + i));
        return static_cast<uint8_t>(_mm_cvtsi128_si32(bytes) & 0xff);
      });
}

}  // namespace

// Transposes are AVX2's: wider tiles would touch more lines than they save instructions.
ConvertKernel convert_avx512_vnni() {
  ConvertKernel row = convert_avx2();
  row.isa = Isa::avx512_vnni;
  row.quantize = quantize;
  row.dequantize = dequantize;
  row.quantize_planes = quantize_planes;
  return row;
}

}  // namespace sprint::kernels
