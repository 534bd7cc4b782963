// Planes to an image in tiles of 16 pixels and up to 16 channels of 1 byte. Compiled into every
// instruction set's file on its own; needs SSSE3.
#pragma once

#include <immintrin.h>

#include "kernels/convert/convert.h"
#include "kernels/image_rows.h"

namespace sprint::kernels {
namespace {

// Four rounds of interleaving row i with row i + 8.
inline void transpose_16(__m128i* rows) {
  for (int round = 0; round < 4; ++round) {
    __m128i next[16];
#pragma GCC unroll 8
    for (int i = 0; i < 8; ++i) {
      next[2 * i] = _mm_unpacklo_epi8(rows[i], rows[i + 8]);
      next[2 * i + 1] = _mm_unpackhi_epi8(rows[i], rows[i + 8]);
    }
#pragma GCC unroll 16
    for (int i = 0; i < 16; ++i) rows[i] = next[i];
  }
}

// For each third of 48 output bytes and each channel, the pixel that a byte takes from the
// channel's row, or -1: byte 3 * p + c is pixel p of row c.
struct Indices3 {
  alignas(16) int8_t bytes[3][3][16] = {};
};

constexpr Indices3 indices_3() {
  Indices3 indices;
  for (int position = 0; position < 48; ++position) {
    for (int c = 0; c < 3; ++c) {
      indices.bytes[position / 16][c][position % 16] =
          static_cast<int8_t>(position % 3 == c ? position / 3 : -1);
    }
  }
  return indices;
}

// 3 rows of 16 pixels to 48 bytes.
inline void store_3(const __m128i* rows, uint8_t* out) {
  static constexpr Indices3 kIndices = indices_3();
  const auto index = [](int part, int channel) {
    return _mm_load_si128(reinterpret_cast<const __m128i*>(kIndices.bytes[part][channel]));
  };
#pragma GCC unroll 3
  for (int part = 0; part < 3; ++part) {
    const __m128i a = _mm_shuffle_epi8(rows[0], index(part, 0));
    const __m128i b = _mm_shuffle_epi8(rows[1], index(part, 1));
    const __m128i c = _mm_shuffle_epi8(rows[2], index(part, 2));
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + 16 * part),
                     _mm_or_si128(_mm_or_si128(a, b), c));
  }
}

// 16 pixels of `count` channels.
inline void store_tile(__m128i* rows, uint8_t* out, ptrdiff_t pixel_stride, int32_t count) {
  transpose_16(rows);
  for (int p = 0; p < 16; ++p) {
    uint8_t* pixel = out + p * pixel_stride;
    if (count == 16) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(pixel), rows[p]);
      continue;
    }
    alignas(16) uint8_t bytes[16];
    _mm_store_si128(reinterpret_cast<__m128i*>(bytes), rows[p]);
    for (int32_t c = 0; c < count; ++c) pixel[c] = bytes[c];
  }
}

// load(element of the planes) gives 16 pixels of a plane, one(element) one. The last tile of a row
// overlaps the one before.
template <typename Load, typename One>
void planes_to_image(const Image<uint8_t>& image, const Load& load, const One& one) {
  const Image<uint8_t> out = flattened(image);
  const ptrdiff_t plane = ptrdiff_t{out.height} * out.width;
  const bool dense_3 = out.channels == 3 && out.pixel_stride == 3;
  for (int32_t y = 0; y < out.height; ++y) {
    const ptrdiff_t row = ptrdiff_t{y} * out.width;
    uint8_t* pixels = out.data + y * out.row_stride;
    if (out.width < 16) {
      for (int32_t x = 0; x < out.width; ++x) {
        for (int32_t c = 0; c < out.channels; ++c) {
          pixels[x * out.pixel_stride + c] = one(c * plane + row + x);
        }
      }
      continue;
    }
    for (int32_t c = 0; c < out.channels; c += 16) {
      const int32_t count = out.channels - c < 16 ? out.channels - c : 16;
      for (int32_t next = 0; next < out.width; next += 16) {
        const int32_t x = next + 16 <= out.width ? next : out.width - 16;
        __m128i rows[16] = {};
        for (int32_t k = 0; k < count; ++k) rows[k] = load((c + k) * plane + row + x);
        uint8_t* tile = pixels + x * out.pixel_stride + c;
        if (dense_3) {
          store_3(rows, tile);
        } else {
          store_tile(rows, tile, out.pixel_stride, count);
        }
      }
    }
  }
}

}  // namespace
}  // namespace sprint::kernels
