// "VNNI over taps": four vertically adjacent pixels of 16 channels, interleaved to [16 channels][4
// rows] bytes, meet 4 taps of a kernel column in one vpdpbusd. A column of pixels serves every
// kernel column as the window slides along x, and with stride 1 several output rows, for which the
// taps move down within the vector.
#include "kernels/depthwise_u8s8/depthwise_u8s8.h"
#include "kernels/depthwise_u8s8/rows.h"
#include "kernels/depthwise_u8s8/slide512.h"

namespace sprint::kernels {
namespace {

// The output stage of 16 channels from `channel` on.
template <StageKind kKind>
class Finish {
 public:
  Finish(const OutputStage& stage, const Image<uint8_t>& output, int32_t channel)
      : stage_(stage),
        output_(output),
        channel_(channel),
        mask_(Vectors512::first(output.channels - channel)),
        requantizer_(stage, [&](const float* array) {
          return Floats<Vectors512, 1>{Vectors512::load(array + channel)};
        }) {}

  // Sums of output rows y and on.
  template <int rows>
  void store(const __m512i (&acc)[rows], int32_t y, int32_t x) const {
    static_assert(rows <= 4);
    __m512i results[4];
    unroll<4>([&](auto r) __attribute__((always_inline)) {
      if constexpr (r < rows) {
        const auto residual = [&] {
          const Image<const uint8_t>& image = stage_.residual->image;
          return Vectors512::load(image.data + (y + r) * image.row_stride + x * image.pixel_stride +
                                  channel_);
        };
        results[r] = requantizer_.template result<0>(acc[r], residual);
      } else {
        results[r] = results[0];
      }
    });
    const __m512i bytes = Vectors512::gather_quarters(requantizer_.bytes(results));
    uint8_t* const out =
        output_.data + y * output_.row_stride + x * output_.pixel_stride + channel_;
    unroll<rows>([&](auto r) __attribute__((always_inline)) {
      _mm_mask_storeu_epi8(out + r * output_.row_stride, mask_,
                           _mm512_extracti32x4_epi32(bytes, r));
    });
  }

 private:
  const OutputStage& stage_;
  const Image<uint8_t>& output_;
  int32_t channel_;
  __mmask16 mask_;
  Requantizer<Vectors512, kKind, 1> requantizer_;
};

// [16 channels][4 rows] of 16 channels of up to 4 rows; the bytes of other rows are zero.
template <int kRows>
__m512i interleave(const uint8_t* const* rows, ptrdiff_t offset) {
  const auto load = [&](int row) {
    return _mm_loadu_si128(reinterpret_cast<const __m128i*>(rows[row] + offset));
  };
  if constexpr (kRows == 1) {
    return _mm512_cvtepu8_epi32(load(0));
  } else {
    const __m512i transpose_words =
        _mm512_setr_epi32(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15);
    const __m512i transpose_bytes =
        _mm512_broadcast_i32x4(_mm_setr_epi8(0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15));
    __m512i lanes = _mm512_zextsi128_si512(load(0));
    lanes = _mm512_mask_broadcast_i32x4(lanes, 0x00f0, load(1));
    if constexpr (kRows > 2) lanes = _mm512_mask_broadcast_i32x4(lanes, 0x0f00, load(2));
    if constexpr (kRows > 3) lanes = _mm512_mask_broadcast_i32x4(lanes, 0xf000, load(3));
    return _mm512_shuffle_epi8(_mm512_permutexvar_epi32(transpose_words, lanes), transpose_bytes);
  }
}

__m512i weights_at(const PackedDepthwiseU8S8& packed, int32_t channel, int32_t row,
                   int32_t column) {
  return _mm512_load_si512(packed.weights.data() +
                           depthwise_u8s8_weight(packed.shape, channel, row, column));
}

// A kernel of compile-time size on kOutRows output rows from `y` on, stride kStride both ways; more
// than one output row needs stride 1.
template <int kHeight, int kWidth, int kStride, int kOutRows, StageKind kKind>
struct Slide {
  static constexpr int kInRows = kHeight + kOutRows - 1;
  static constexpr int kGroups = (kInRows + 3) / 4;
  static_assert((kHeight + 3) / 4 == kGroups);
  static constexpr int kKept = kWidth - kStride;

  __m512i weights[kOutRows][kGroups][kWidth];
  __m512i columns[kGroups][kWidth];

  // Those of output row r move down by r rows, across groups.
  void load_weights(const PackedDepthwiseU8S8& packed, int32_t channel) {
    for (int j = 0; j < kWidth; ++j) {
      for (int g = 0; g < kGroups; ++g) weights[0][g][j] = weights_at(packed, channel, 4 * g, j);
      for (int r = 1; r < kOutRows; ++r) {
        for (int g = kGroups - 1; g >= 0; --g) {
          weights[r][g][j] = _mm512_slli_epi32(weights[r - 1][g][j], 8);
          if (g > 0) {
            weights[r][g][j] =
                _mm512_or_si512(weights[r][g][j], _mm512_srli_epi32(weights[r - 1][g - 1][j], 24));
          }
        }
      }
    }
  }

  __attribute__((always_inline)) void load_column(const uint8_t* const* rows, ptrdiff_t offset,
                                                  int j) {
    if constexpr (kGroups == 1) {
      columns[0][j] = interleave<kInRows>(rows, offset);
    } else {
      columns[0][j] = interleave<4>(rows, offset);
      columns[1][j] = interleave<kInRows - 4>(rows + 4, offset);
    }
  }

  __attribute__((always_inline)) __m512i sum(int r, __m512i acc) const {
#pragma GCC unroll 2
    for (int g = 0; g < kGroups; ++g) {
#pragma GCC unroll 7
      for (int j = 0; j < kWidth; ++j) {
        acc = _mm512_dpbusd_epi32(acc, columns[g][j], weights[r][g][j]);
      }
    }
    return acc;
  }

  // Output rows [y, end), a multiple of kOutRows.
  void block(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input,
             const Image<uint8_t>& output, const OutputStage& stage, int32_t y, int32_t end,
             int32_t channel) {
    const Finish<kKind> finish(stage, output, channel);
    load_weights(packed, channel);
    const __m512i bias = _mm512_load_si512(packed.bias.data() + channel);
    for (; y < end; y += kOutRows) row(input, output, finish, bias, y, channel);
  }

  __attribute__((always_inline)) void row(const Image<const uint8_t>& input,
                                          const Image<uint8_t>& output, const Finish<kKind>& finish,
                                          __m512i bias, int32_t y, int32_t channel) {
    const uint8_t* rows[kInRows];
    for (int i = 0; i < kInRows; ++i) {
      rows[i] = input.data + (ptrdiff_t{y} * kStride + i) * input.row_stride + channel;
    }
    const ptrdiff_t pixel = input.pixel_stride;
#pragma GCC unroll 7
    for (int j = 0; j < kKept; ++j) load_column(rows, j * pixel, j + kStride);
    ptrdiff_t next = kKept * pixel;
    for (int32_t x = 0; x < output.width; ++x) {
#pragma GCC unroll 7
      for (int j = 0; j < kKept; ++j) {
#pragma GCC unroll 2
        for (int g = 0; g < kGroups; ++g) columns[g][j] = columns[g][j + kStride];
      }
#pragma GCC unroll 7
      for (int j = kKept; j < kWidth; ++j) {
        load_column(rows, next, j);
        next += pixel;
      }
      __m512i sums[kOutRows];
#pragma GCC unroll 4
      for (int r = 0; r < kOutRows; ++r) sums[r] = sum(r, bias);
      finish.store(sums, y, x);
    }
  }
};

template <int kHeight, int kWidth, int kStride, int kOutRows, StageKind kKind>
void slide(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input,
           const Image<uint8_t>& output, const OutputStage& stage) {
  // Bands of rows that the first-level cache holds, a line per pixel, so that blocks of channels
  // which share lines find them there.
  constexpr int32_t kBandPixels = 400;
  const int32_t rows = kBandPixels / output.width / kOutRows * kOutRows;
  const int32_t band = rows > kOutRows ? rows : kOutRows;
  const int32_t whole = output.height / kOutRows * kOutRows;
  for (int32_t y = 0; y < whole; y += band) {
    const int32_t end = y + band < whole ? y + band : whole;
    for (int32_t c = 0; c < output.channels; c += 16) {
      Slide<kHeight, kWidth, kStride, kOutRows, kKind> slider;
      slider.block(packed, input, output, stage, y, end, c);
    }
  }
  if (whole == output.height) return;
  for (int32_t c = 0; c < output.channels; c += 16) {
    Slide<kHeight, kWidth, kStride, 1, kKind> slider;
    slider.block(packed, input, output, stage, whole, output.height, c);
  }
}

// Any kernel. Taps of missing rows have weight 0 and read the kernel's first row.
template <StageKind kKind>
struct General {
  static void run(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input,
                  const Image<uint8_t>& output, const OutputStage& stage) {
    for (int32_t c = 0; c < output.channels; c += 16) {
      const Finish<kKind> finish(stage, output, c);
      const __m512i bias = _mm512_load_si512(packed.bias.data() + c);
      for (int32_t y = 0; y < output.height; ++y) {
        for (int32_t x = 0; x < output.width; ++x) {
          const uint8_t* first = input.data +
                                 ptrdiff_t{y} * packed.shape.stride_y * input.row_stride +
                                 ptrdiff_t{x} * packed.shape.stride_x * input.pixel_stride + c;
          const __m512i sums[] = {sum(packed, input, first, c, bias)};
          finish.store(sums, y, x);
        }
      }
    }
  }

  static __m512i sum(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input,
                     const uint8_t* first, int32_t channel, __m512i acc) {
    const ConvShape& shape = packed.shape;
    const ptrdiff_t column = shape.dilation_x * input.pixel_stride;
    for (int32_t i = 0; i < shape.kernel_height; i += 4) {
      const uint8_t* rows[4];
      for (int32_t r = 0; r < 4; ++r) {
        const int32_t row = i + r < shape.kernel_height ? i + r : 0;
        rows[r] = first + ptrdiff_t{row} * shape.dilation_y * input.row_stride;
      }
      for (int32_t j = 0; j < shape.kernel_width; ++j) {
        acc = _mm512_dpbusd_epi32(acc, interleave<4>(rows, j * column),
                                  weights_at(packed, channel, i, j));
      }
    }
    return acc;
  }
};

template <StageKind kKind>
DepthwiseU8S8 choose(const ConvShape& shape) {
  const int32_t size = shape.kernel_height, stride = shape.stride_y;
  const bool square = size == shape.kernel_width && stride == shape.stride_x;
  if (square && shape.dilation_y == 1 && shape.dilation_x == 1) {
    if (size == 3 && stride == 1) return slide_3x3<1, 2, kKind>;
    if (size == 3 && stride == 2) return slide_3x3<2, 1, kKind>;
    if (size == 5 && stride == 1) return slide<5, 5, 1, 2, kKind>;
    if (size == 5 && stride == 2) return slide<5, 5, 2, 1, kKind>;
    if (size == 7 && stride == 1) return slide<7, 7, 1, 2, kKind>;
  }
  return General<kKind>::run;
}

void to_u8(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input,
           const Image<uint8_t>& output, const OutputStage& stage) {
  const auto choose_kind = [&] {
    switch (kind_of(stage)) {
      case StageKind::rectified:
        return choose<StageKind::rectified>(packed.shape);
      case StageKind::simple:
        return choose<StageKind::simple>(packed.shape);
      case StageKind::plain:
        return choose<StageKind::plain>(packed.shape);
      case StageKind::residual:
        return choose<StageKind::residual>(packed.shape);
      case StageKind::residual_own_second:
        return choose<StageKind::residual_own_second>(packed.shape);
      default:
        return choose<StageKind::affine>(packed.shape);
    }
  };
  choose_kind()(packed, input, output, stage);
}

}  // namespace

DepthwiseU8S8Kernel depthwise_u8s8_avx512_vnni() { return {Isa::avx512_vnni, to_u8}; }

}  // namespace sprint::kernels
