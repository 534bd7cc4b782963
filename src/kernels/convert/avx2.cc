#include "kernels/convert/convert.h"
#include "kernels/convert/quantize.h"
#include "kernels/convert/rows.h"
#include "kernels/convert/tiles.h"
#include "kernels/vectors256.h"

namespace sprint::kernels {
namespace {

// To bytes.
struct QuantizeBytes {
  Quantize<Vectors256> quantize;
  __m256i zero_point;

  QuantizeBytes(float scale, int32_t zero)
      : quantize(scale, zero), zero_point(Vectors256::set(zero)) {}

  [[nodiscard]] __m256i words(const float* in) const {
    return Vectors256::add(quantize(Vectors256::load(in)), zero_point);
  }

  // 16 elements.
  [[nodiscard]] __m128i operator()(const float* in) const {
    const __m256i mixed = _mm256_packus_epi32(words(in), words(in + 8));
    const __m256i ordered = _mm256_permute4x64_epi64(mixed, _MM_SHUFFLE(3, 1, 2, 0));
    return _mm_packus_epi16(_mm256_castsi256_si128(ordered), _mm256_extracti128_si256(ordered, 1));
  }

  [[nodiscard]] uint8_t one(const float* in) const {
    alignas(32) float padded[16] = {*in};
    return static_cast<uint8_t>(_mm_cvtsi128_si32((*this)(padded)) & 0xff);
  }
};

void quantize(const float* in, uint8_t* out, size_t count, float scale, int32_t zero_point) {
  if (!has_exact_inverse(scale)) {
    return convert_baseline().quantize(in, out, count, scale, zero_point);
  }
  const QuantizeBytes quantize_16(scale, zero_point);
  size_t i = 0;
  for (; i + 16 <= count; i += 16) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + i), quantize_16(in + i));
  }
  for (; i < count; ++i) out[i] = quantize_16.one(in + i);
}

void dequantize(const uint8_t* in, float* out, size_t count, float scale, int32_t zero_point) {
  const __m256i zero = _mm256_set1_epi32(zero_point);
  const __m256 factor = _mm256_set1_ps(scale);
  size_t i = 0;
  for (; i + 8 <= count; i += 8) {
    const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(in + i));
    const __m256i centered = _mm256_sub_epi32(_mm256_cvtepu8_epi32(bytes), zero);
    _mm256_storeu_ps(out + i, _mm256_mul_ps(_mm256_cvtepi32_ps(centered), factor));
  }
  for (; i < count; ++i) out[i] = static_cast<float>(in[i] - zero_point) * scale;
}

void quantize_planes(const float* in, const Image<uint8_t>& out, float scale, int32_t zero_point) {
  if (!has_exact_inverse(scale)) {
    return convert_baseline().quantize_planes(in, out, scale, zero_point);
  }
  const QuantizeBytes quantize_16(scale, zero_point);
  planes_to_image(
      out, [&](ptrdiff_t i) { return quantize_16(in + i); },
      [&](ptrdiff_t i) { return quantize_16.one(in + i); });
}

void from_planes_8(const uint8_t* in, const Image<uint8_t>& out) {
  planes_to_image(
      out, [&](ptrdiff_t i) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(in + i)); },
      [&](ptrdiff_t i) { return in[i]; });
}

void to_planes_8(const Image<const uint8_t>& image, uint8_t* out) {
  const Image<const uint8_t> in = flattened(image);
  const ptrdiff_t plane = ptrdiff_t{in.height} * in.width;
  for (int32_t y = 0; y < in.height; ++y) {
    const uint8_t* pixels = in.data + y * in.row_stride;
    uint8_t* row = out + ptrdiff_t{y} * in.width;
    if (in.width < 16) {
      for (int32_t c = 0; c < in.channels; ++c) {
        for (int32_t x = 0; x < in.width; ++x) row[c * plane + x] = pixels[x * in.pixel_stride + c];
      }
      continue;
    }
    for (int32_t c = 0; c < in.channels; c += 16) {
      const int32_t count = in.channels - c < 16 ? in.channels - c : 16;
      for (int32_t next = 0; next < in.width; next += 16) {
        const int32_t x = next + 16 <= in.width ? next : in.width - 16;
        __m128i rows[16];
        for (int p = 0; p < 16; ++p) {
          rows[p] = _mm_loadu_si128(
              reinterpret_cast<const __m128i*>(pixels + (x + p) * in.pixel_stride + c));
        }
        transpose_16(rows);
        for (int32_t k = 0; k < count; ++k) {
          _mm_storeu_si128(reinterpret_cast<__m128i*>(row + (c + k) * plane + x), rows[k]);
        }
      }
    }
  }
}

void transpose_8(__m256i* rows) {
  __m256i pairs[8], quads[8];
  for (int i = 0; i < 4; ++i) {
    pairs[2 * i] = _mm256_unpacklo_epi32(rows[2 * i], rows[2 * i + 1]);
    pairs[2 * i + 1] = _mm256_unpackhi_epi32(rows[2 * i], rows[2 * i + 1]);
  }
  for (int i = 0; i < 8; i += 4) {
    quads[i] = _mm256_unpacklo_epi64(pairs[i], pairs[i + 2]);
    quads[i + 1] = _mm256_unpackhi_epi64(pairs[i], pairs[i + 2]);
    quads[i + 2] = _mm256_unpacklo_epi64(pairs[i + 1], pairs[i + 3]);
    quads[i + 3] = _mm256_unpackhi_epi64(pairs[i + 1], pairs[i + 3]);
  }
  for (int i = 0; i < 4; ++i) {
    rows[i] = _mm256_permute2x128_si256(quads[i], quads[i + 4], 0x20);
    rows[i + 4] = _mm256_permute2x128_si256(quads[i], quads[i + 4], 0x31);
  }
}

// The first `count` of 8 words.
__m256i first_words(int32_t count) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(count), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}

// Calls tile(y, x, c, pixels, channels) for tiles of up to 8 x 8 words.
template <typename T, typename Tile>
void each_tile(const Image<T>& image, const Tile& tile) {
  for (int32_t y = 0; y < image.height; ++y) {
    for (int32_t c = 0; c < image.channels; c += 8) {
      const int32_t channels = image.channels - c < 8 ? image.channels - c : 8;
      for (int32_t x = 0; x < image.width; x += 8) {
        tile(y, x, c, image.width - x < 8 ? image.width - x : 8, channels);
      }
    }
  }
}

// Eight words of 24, word 3 * p + c of which is pixel p of row c: those of pixels `index`, of row 1
// and 2 where the bits of `second` and `third` say so.
template <int second, int third>
__m256i interleaved(const __m256i* rows, __m256i index) {
  const __m256i a = _mm256_permutevar8x32_epi32(rows[0], index);
  const __m256i b = _mm256_permutevar8x32_epi32(rows[1], index);
  const __m256i c = _mm256_permutevar8x32_epi32(rows[2], index);
  return _mm256_blend_epi32(_mm256_blend_epi32(a, b, second), c, third);
}

// Three channels, whose pixels lie one behind the other, 8 pixels at a time. The last ones of a row
// overlap those before.
void from_three_planes(const uint32_t* in, const Image<uint32_t>& out) {
  const ptrdiff_t plane = ptrdiff_t{out.height} * out.width;
  for (int32_t y = 0; y < out.height; ++y) {
    for (int32_t next = 0; next < out.width; next += 8) {
      const int32_t x = next + 8 <= out.width ? next : out.width - 8;
      const uint32_t* first = in + ptrdiff_t{y} * out.width + x;
      auto* to = reinterpret_cast<__m256i*>(out.data + y * out.row_stride + ptrdiff_t{x} * 3);
      __m256i rows[3];
      for (int c = 0; c < 3; ++c) {
        rows[c] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(first + c * plane));
      }
      _mm256_storeu_si256(to,
                          interleaved<0x92, 0x24>(rows, _mm256_setr_epi32(0, 0, 0, 1, 1, 1, 2, 2)));
      _mm256_storeu_si256(to + 1,
                          interleaved<0x24, 0x49>(rows, _mm256_setr_epi32(2, 3, 3, 3, 4, 4, 4, 5)));
      _mm256_storeu_si256(to + 2,
                          interleaved<0x49, 0x92>(rows, _mm256_setr_epi32(5, 5, 6, 6, 6, 7, 7, 7)));
    }
  }
}

void from_planes_32(const uint32_t* in, const Image<uint32_t>& image) {
  const Image<uint32_t> out = flattened(image);
  if (out.channels == 3 && out.pixel_stride == 3 && out.width >= 8) {
    return from_three_planes(in, out);
  }
  const ptrdiff_t plane = ptrdiff_t{out.height} * out.width;
  each_tile(out, [&](int32_t y, int32_t x, int32_t c, int32_t pixels, int32_t channels) {
    const uint32_t* first = in + c * plane + ptrdiff_t{y} * out.width + x;
    const __m256i load_mask = first_words(pixels), store_mask = first_words(channels);
    __m256i rows[8] = {};
    for (int32_t k = 0; k < channels; ++k) {
      rows[k] = _mm256_maskload_epi32(reinterpret_cast<const int*>(first + k * plane), load_mask);
    }
    transpose_8(rows);
    for (int32_t p = 0; p < pixels; ++p) {
      uint32_t* pixel = out.data + y * out.row_stride + (x + p) * out.pixel_stride + c;
      if (channels == 8) {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(pixel), rows[p]);
      } else {
        _mm256_maskstore_epi32(reinterpret_cast<int*>(pixel), store_mask, rows[p]);
      }
    }
  });
}

void to_planes_32(const Image<const uint32_t>& image, uint32_t* out) {
  const Image<const uint32_t> in = flattened(image);
  const ptrdiff_t plane = ptrdiff_t{in.height} * in.width;
  each_tile(in, [&](int32_t y, int32_t x, int32_t c, int32_t pixels, int32_t channels) {
    const uint32_t* first = in.data + y * in.row_stride + x * in.pixel_stride + c;
    const __m256i store_mask = first_words(pixels);
    __m256i rows[8] = {};
    for (int32_t p = 0; p < pixels; ++p) {
      rows[p] = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(first + p * in.pixel_stride));
    }
    transpose_8(rows);
    for (int32_t k = 0; k < channels; ++k) {
      uint32_t* row = out + (c + k) * plane + ptrdiff_t{y} * in.width + x;
      if (pixels == 8) {
        _mm256_storeu_si256(reinterpret_cast<__m256i*>(row), rows[k]);
      } else {
        _mm256_maskstore_epi32(reinterpret_cast<int*>(row), store_mask, rows[k]);
      }
    }
  });
}

}  // namespace

ConvertKernel convert_avx2() {
  return {Isa::avx2,     quantize,       dequantize,  quantize_planes,
          from_planes_8, from_planes_32, to_planes_8, to_planes_32};
}

}  // namespace sprint::kernels
