#include "kernels/convert/convert.h"
#include "kernels/convert/quantize.h"
#include "kernels/convert/rows.h"
#include "kernels/convert/tiles.h"
#include "kernels/vectors512.h"

namespace sprint::kernels {
namespace {

// To 16 bytes.
class QuantizeBytes {
 public:
  QuantizeBytes(float scale, int32_t zero_point)
      : quantize_(scale, zero_point), zero_point_(Vectors512::set(zero_point)) {}

  __m128i operator()(__m512 in) const {
    return Vectors512::narrow(Vectors512::add(quantize_(in), zero_point_));
  }

 private:
  Quantize<Vectors512> quantize_;
  __m512i zero_point_;
};

__mmask16 tail_mask(size_t count) { return static_cast<__mmask16>((1U << count) - 1); }

void quantize(const float* in, uint8_t* out, size_t count, float scale, int32_t zero_point) {
  if (!has_exact_inverse(scale)) {
    return convert_baseline().quantize(in, out, count, scale, zero_point);
  }
  const QuantizeBytes quantize_16(scale, zero_point);
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

// Three channels, whose pixels lie one behind the other, 16 pixels at a time. The last ones of a
// row overlap those before. A lane of 32 bits holds a pixel, whose zero points are added at once.
void quantize_three_planes(const float* in, const Image<uint8_t>& image, float scale,
                           int32_t zero_point) {
  const Quantize<Vectors512> quantize_16(scale, zero_point);
  const __m512i zero_points = _mm512_set1_epi32(zero_point * 0x010101);
  const __m512i first_three_of_four =
      _mm512_broadcast_i32x4(_mm_setr_epi8(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, -1, -1, -1, -1));
  const __m512i first_twelve =
      _mm512_setr_epi32(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0, 0, 0, 0);
  constexpr __mmask16 kTwelve = 0x0fff;
  const ptrdiff_t plane = ptrdiff_t{image.height} * image.width;
  for (int32_t y = 0; y < image.height; ++y, in += image.width) {
    for (int32_t next = 0; next < image.width; next += 16) {
      const int32_t x = next + 16 <= image.width ? next : image.width - 16;
      const auto channel = [&](int c) { return quantize_16(_mm512_loadu_ps(in + c * plane + x)); };
      const __m512i upper =
          _mm512_add_epi32(_mm512_slli_epi32(channel(1), 8), _mm512_slli_epi32(channel(2), 16));
      const __m512i pixels = _mm512_add_epi32(_mm512_add_epi32(channel(0), zero_points), upper);
      const __m512i packed =
          _mm512_permutexvar_epi32(first_twelve, _mm512_shuffle_epi8(pixels, first_three_of_four));
      _mm512_mask_storeu_epi32(image.data + y * image.row_stride + 3 * x, kTwelve, packed);
    }
  }
}

void quantize_planes(const float* in, const Image<uint8_t>& image, float scale,
                     int32_t zero_point) {
  if (!has_exact_inverse(scale)) {
    return convert_baseline().quantize_planes(in, image, scale, zero_point);
  }
  const Image<uint8_t> out = flattened(image);
  if (out.channels == 3 && out.pixel_stride == 3 && out.width >= 16) {
    return quantize_three_planes(in, out, scale, zero_point);
  }
  const QuantizeBytes quantize_16(scale, zero_point);
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
