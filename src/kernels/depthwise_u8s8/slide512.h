// 3x3 kernels, 64 sums at a time: "VNNI over taps", where a vpdpbusd multiplies the bytes of up to
// four rows of a channel with the taps of a kernel column. In an anonymous namespace, as
// vectors512.h.
//
// 64 bytes of a row, transposed with those of the rows below, become four vectors. A column of them
// serves three output pixels as the window slides along x, and with stride 1 two output rows, for
// which the taps move down within the vector. Per 64 results that takes 4 (stride 2: 16) shuffles,
// 12 products and 11 instructions of the output stage; the number of instructions bounds it.
#pragma once

#include "kernels/depthwise_u8s8/depthwise_u8s8.h"
#include "kernels/depthwise_u8s8/rows.h"
#include "kernels/requantize.h"
#include "kernels/vectors512.h"

namespace sprint::kernels {
namespace {

// 64 / kBands channels of kBands bands of kOutRows output rows. Bytes of a vector of a row are
// [band][channel]; vector k of the four that a transposition makes has in its quarter q the
// channels q * 16 + 4 * k .. + 3, modulo the channels there are.
template <int kBands, int kStride, int kOutRows, StageKind kKind>
class Slide3x3 {
 public:
  static constexpr int kChannels = 64 / kBands, kRows = kBands * kOutRows;

  Slide3x3(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input,
           const Image<uint8_t>& output, const OutputStage& stage, int32_t channel)
      : input_(input),
        output_(output),
        channel_(channel),
        existing_(~uint64_t{0} >> (64 - min(output.channels - channel, kChannels))),
        requantizer_(stage, [&](const float* array) { return floats(array + channel); }) {
    if constexpr (has_residual(kKind)) residual_ = stage.residual->image;
    for (int k = 0; k < 4; ++k) {
      taps_.bias.vectors[k] = quarters(packed.bias.data() + channel + 4 * k, 16);
      for (int j = 0; j < 3; ++j) {
        const int8_t* const taps =
            packed.weights.data() + depthwise_u8s8_weight(packed.shape, channel, 0, j);
        const size_t block = depthwise_u8s8_weight(packed.shape, 16, 0, 0);
        const __m512i own = quarters(taps + 16 * k, static_cast<ptrdiff_t>(block));
        taps_.columns[j].vectors[k] = own;
        if (kOutRows > 1) taps_.second_row[j].vectors[k] = _mm512_slli_epi32(own, 8);
      }
    }
  }

  // kRows output rows from `y` on. What lies below the last row is computed there again.
  void run(int32_t y) const {
    Pointers at;
    for (int b = 0; b < kBands; ++b) {
      const ptrdiff_t first = min(y + b * kOutRows, output_.height - kOutRows);
      at.in[b] = input_.data + first * kStride * input_.row_stride + channel_;
      at.out[b] = output_.data + first * output_.row_stride + channel_;
      at.residual[b] = residual_.data;
      if constexpr (has_residual(kKind)) {
        at.residual[b] += first * residual_.row_stride + channel_;
      }
    }
    // Stores of bytes may alias members.
    const auto requantizer = requantizer_;
    const Taps taps = taps_;
    Column columns[3];
    unroll<3 - kStride>([&](auto j) __attribute__((always_inline)) {
      next_column(at, columns[j + kStride]);
    });
    for (int32_t x = 0; x < output_.width; ++x) {
      unroll<3 - kStride>([&](auto j) __attribute__((always_inline)) {
        columns[j] = columns[j + kStride];
      });
      unroll<kStride>([&](auto j) __attribute__((always_inline)) {
        next_column(at, columns[3 - kStride + j]);
      });
      unroll<kOutRows>([&](auto r) __attribute__((always_inline)) {
        store<r>(at, columns, taps, requantizer);
      });
      for (int b = 0; b < kBands; ++b) {
        at.out[b] += output_.pixel_stride;
        at.residual[b] += residual_.pixel_stride;
      }
    }
  }

 private:
  static constexpr int kInRows = 2 + kOutRows;
  struct Column {
    __m512i vectors[4];
  };
  // Output row 1 sees the bytes of a lane from the second on: its taps are those of row 0 one byte
  // up.
  struct Taps {
    Column bias, columns[3], second_row[3];
  };
  // The next pixel of each band's first row.
  struct Pointers {
    const uint8_t* in[kBands];
    uint8_t* out[kBands];
    const uint8_t* residual[kBands];
  };

  static int32_t min(int32_t a, int32_t b) { return a < b ? a : b; }

  // 16 bytes at p for each quarter, `step` elements apart, from the start again for each band.
  template <typename T>
  static __m512i quarters(const T* p, ptrdiff_t step) {
    const auto load = [&](int quarter) {
      return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + quarter % (4 / kBands) * step));
    };
    __m512i all = _mm512_castsi128_si512(load(0));
    all = _mm512_inserti32x4(all, load(1), 1);
    all = _mm512_inserti32x4(all, load(2), 2);
    return _mm512_inserti32x4(all, load(3), 3);
  }
  static Floats<Vectors512, 4> floats(const float* array) {
    Floats<Vectors512, 4> loaded;
    for (int k = 0; k < 4; ++k) loaded.at[k] = _mm512_castsi512_ps(quarters(array + 4 * k, 16));
    return loaded;
  }

  // [band][channel] of the bytes at each of `bands`.
  [[gnu::always_inline]] static __m512i load(const uint8_t* const (&bands)[kBands],
                                             ptrdiff_t offset) {
    if constexpr (kBands == 1) {
      return _mm512_loadu_si512(bands[0] + offset);
    } else if constexpr (kBands == 2) {
      const auto half = [&](int b) {
        return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bands[b] + offset));
      };
      return _mm512_inserti64x4(_mm512_castsi256_si512(half(0)), half(1), 1);
    } else {
      const auto quarter = [&](int b) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(bands[b] + offset));
      };
      __m512i all = _mm512_castsi128_si512(quarter(0));
      all = _mm512_mask_broadcast_i32x4(all, 0x00f0, quarter(1));
      all = _mm512_mask_broadcast_i32x4(all, 0x0f00, quarter(2));
      return _mm512_mask_broadcast_i32x4(all, 0xf000, quarter(3));
    }
  }

  [[gnu::always_inline]] void next_column(Pointers& at, Column& column) const {
    // The tap of a fourth row that is missing is 0, whatever it meets.
    __m512i rows[4];
    unroll<4>([&](auto i) __attribute__((always_inline)) {
      rows[i] = i < kInRows ? load(at.in, i * input_.row_stride) : rows[2];
    });
    const __m512i upper_low = _mm512_unpacklo_epi8(rows[0], rows[1]);
    const __m512i upper_high = _mm512_unpackhi_epi8(rows[0], rows[1]);
    const __m512i lower_low = _mm512_unpacklo_epi8(rows[2], rows[3]);
    const __m512i lower_high = _mm512_unpackhi_epi8(rows[2], rows[3]);
    column.vectors[0] = _mm512_unpacklo_epi16(upper_low, lower_low);
    column.vectors[1] = _mm512_unpackhi_epi16(upper_low, lower_low);
    column.vectors[2] = _mm512_unpacklo_epi16(upper_high, lower_high);
    column.vectors[3] = _mm512_unpackhi_epi16(upper_high, lower_high);
    for (int b = 0; b < kBands; ++b) at.in[b] += input_.pixel_stride;
  }

  // Of the bands' output row r.
  template <int r>
  [[gnu::always_inline]] void store(const Pointers& at, const Column (&columns)[3],
                                    const Taps& taps,
                                    const Requantizer<Vectors512, kKind, 4>& requantizer) const {
    Column residual;
    if constexpr (has_residual(kKind)) residual = residual_at(at, r);
    __m512i results[4];
    unroll<4>([&](auto k) __attribute__((always_inline)) {
      __m512i acc = taps.bias.vectors[k];
      unroll<3>([&](auto j) __attribute__((always_inline)) {
        const Column& own = r == 0 ? taps.columns[j] : taps.second_row[j];
        acc = _mm512_dpbusd_epi32(acc, columns[j].vectors[k], own.vectors[k]);
      });
      results[k] = requantizer.template result<k>(acc, [&] { return residual.vectors[k]; });
    });
    const __m512i bytes = requantizer.bytes(results);
    const ptrdiff_t row = r * output_.row_stride;
    if constexpr (kBands == 1) {
      _mm512_mask_storeu_epi8(at.out[0] + row, existing_, bytes);
    } else if constexpr (kBands == 2) {
      const auto mask = static_cast<__mmask32>(existing_);
      _mm256_mask_storeu_epi8(at.out[0] + row, mask, _mm512_castsi512_si256(bytes));
      _mm256_mask_storeu_epi8(at.out[1] + row, mask, _mm512_extracti64x4_epi64(bytes, 1));
    } else {
      unroll<4>([&](auto b) __attribute__((always_inline)) {
        _mm_mask_storeu_epi8(at.out[b] + row, static_cast<__mmask16>(existing_),
                             _mm512_extracti32x4_epi32(bytes, b));
      });
    }
  }

  [[gnu::always_inline]] Column residual_at(const Pointers& at, int r) const {
    const __m512i bytes = load(at.residual, r * residual_.row_stride);
    const __m512i zero = _mm512_setzero_si512();
    const __m512i low = _mm512_unpacklo_epi8(bytes, zero), high = _mm512_unpackhi_epi8(bytes, zero);
    return {{_mm512_unpacklo_epi16(low, zero), _mm512_unpackhi_epi16(low, zero),
             _mm512_unpacklo_epi16(high, zero), _mm512_unpackhi_epi16(high, zero)}};
  }

  const Image<const uint8_t>& input_;
  const Image<uint8_t>& output_;
  Image<const uint8_t> residual_;
  int32_t channel_;
  uint64_t existing_;  // a bit per channel
  Requantizer<Vectors512, kKind, 4> requantizer_;
  Taps taps_;
};

// All rows from `y` to `end` of the channels from `channel` on, as many as one Slide3x3 takes.
template <int kBands, int kStride, int kOutRows, StageKind kKind>
void slide_block(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input,
                 const Image<uint8_t>& output, const OutputStage& stage, int32_t channel, int32_t y,
                 int32_t end) {
  using Slide = Slide3x3<kBands, kStride, kOutRows, kKind>;
  const Slide slide(packed, input, output, stage, channel);
  for (; y < end; y += Slide::kRows) slide.run(y);
}

template <int kStride, int kOutRows, StageKind kKind>
void slide_3x3(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input,
               const Image<uint8_t>& output, const OutputStage& stage) {
  if constexpr (kOutRows > 1) {
    if (output.height < kOutRows) {
      return slide_3x3<kStride, 1, kKind>(packed, input, output, stage);
    }
  }
  // Parts of the image that the first-level cache holds, a line per pixel, so that blocks of
  // channels which share lines find them there; whole numbers of every block's rows.
  constexpr int32_t kPartPixels = 400, kMostRows = 4 * kOutRows;
  const int32_t parts = kPartPixels / output.width / kMostRows;
  const int32_t rows = (parts > 0 ? parts : 1) * kMostRows;
  for (int32_t y = 0; y < output.height; y += rows) {
    const int32_t end = y + rows < output.height ? y + rows : output.height;
    int32_t left = output.channels;
    for (int32_t c = 0; left > 0;) {
      const int32_t channels = left > 48 ? 64 : left > 16 ? 32 : 16;
      const auto block = channels == 64   ? slide_block<1, kStride, kOutRows, kKind>
                         : channels == 32 ? slide_block<2, kStride, kOutRows, kKind>
                                          : slide_block<4, kStride, kOutRows, kKind>;
      block(packed, input, output, stage, c, y, end);
      c += channels;
      left -= channels;
    }
  }
}

}  // namespace
}  // namespace sprint::kernels
