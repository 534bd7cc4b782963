// The kernel of 256-bit instruction sets: four vertically adjacent pixels of 8 channels,
// interleaved to [8 channels][4 rows] bytes, meet 4 taps of a kernel column in one Dot. Compiled
// into every instruction set's file on its own.
#pragma once

#include <immintrin.h>

#include "kernels/depthwise_u8s8/depthwise_u8s8.h"
#include "kernels/depthwise_u8s8/rows.h"
#include "kernels/requantize.h"

namespace sprint::kernels {
namespace {

// The first stage: kRound + product is clamped as integers, which order positive floats as their
// values and negative ones below.
class FirstStage {
 public:
  FirstStage(const OutputStage& stage, int32_t channel)
      : multiplier_(_mm256_loadu_ps(stage.multiplier + channel)),
        low_(bits(kRound + static_cast<float>(stage.low - stage.zero_point))),
        high_(bits(kRound + static_cast<float>(stage.high - stage.zero_point))),
        shift_(_mm256_sub_epi32(_mm256_set1_epi32(stage.zero_point), bits(kRound))),
        start_(_mm256_set1_epi32(stage.shortcut == Shortcut::rectified ? kFloatSum : 0)) {}

  [[nodiscard]] __m256i operator()(__m256i acc) const {
    const __m256i own = _mm256_sub_epi32(acc, start_);
    const __m256 product = _mm256_mul_ps(_mm256_cvtepi32_ps(own), multiplier_);
    const __m256 sum = _mm256_add_ps(product, _mm256_set1_ps(kRound));
    const __m256i clamped =
        _mm256_min_epi32(_mm256_max_epi32(_mm256_castps_si256(sum), low_), high_);
    return _mm256_add_epi32(clamped, shift_);
  }

 private:
  static __m256i bits(float value) { return _mm256_castps_si256(_mm256_set1_ps(value)); }

  __m256 multiplier_;
  __m256i low_, high_, shift_;
  __m256i start_;  // where sums begin
};

inline __m128i load_8(const uint8_t* in) {
  return _mm_loadl_epi64(reinterpret_cast<const __m128i*>(in));
}

// The output stage of 8 channels from `channel` on.
class Finish {
 public:
  Finish(const OutputStage& stage, const Image<uint8_t>& output, int32_t channel)
      : stage_(stage),
        output_(output),
        channel_(channel),
        count_(output.channels - channel < 8 ? output.channels - channel : 8),
        first_(stage, channel) {}

  void store(__m256i acc, int32_t y, int32_t x) const {
    __m256i q = first_(acc);
    if (stage_.residual != nullptr) q = add_residual(*stage_.residual, q, y, x);
    if (stage_.affine != nullptr) q = affine(*stage_.affine, q);
    const __m128i words =
        _mm_packus_epi32(_mm256_castsi256_si128(q), _mm256_extracti128_si256(q, 1));
    const __m128i bytes = _mm_packus_epi16(words, words);
    uint8_t* out = output_.data + y * output_.row_stride + x * output_.pixel_stride + channel_;
    if (count_ == 8) {
      _mm_storel_epi64(reinterpret_cast<__m128i*>(out), bytes);
      return;
    }
    alignas(8) uint8_t tail[8];
    _mm_storel_epi64(reinterpret_cast<__m128i*>(tail), bytes);
    for (int32_t c = 0; c < count_; ++c) out[c] = tail[c];
  }

 private:
  [[nodiscard]] static __m256 scaled(__m256i q, __m256 multiplier, __m256 addend) {
    return _mm256_fmadd_ps(_mm256_cvtepi32_ps(q), multiplier, addend);
  }
  // Packing saturates it.
  [[nodiscard]] static __m256i round(__m256i q, __m256 multiplier, __m256 addend) {
    return _mm256_cvtps_epi32(scaled(q, multiplier, addend));
  }

  [[nodiscard]] __m256i add_residual(const Residual& residual, __m256i q, int32_t y,
                                     int32_t x) const {
    const Image<const uint8_t>& image = residual.image;
    const uint8_t* other = image.data + y * image.row_stride + x * image.pixel_stride + channel_;
    const __m256i r = _mm256_cvtepu8_epi32(load_8(other));
    const __m256 own_multiplier = _mm256_set1_ps(residual.own_multiplier),
                 multiplier = _mm256_set1_ps(residual.multiplier),
                 offset = _mm256_set1_ps(residual.offset);
    return residual.own_is_second ? round(r, multiplier, scaled(q, own_multiplier, offset))
                                  : round(q, own_multiplier, scaled(r, multiplier, offset));
  }

  [[nodiscard]] __m256i affine(const ChannelAffine& params, __m256i q) const {
    return round(q, _mm256_loadu_ps(params.multiplier + channel_),
                 _mm256_loadu_ps(params.offset + channel_));
  }

  const OutputStage& stage_;
  const Image<uint8_t>& output_;
  int32_t channel_, count_;
  FirstStage first_;
};

// [8 channels][4 rows] of 8 channels of 4 rows.
inline __m256i interleave(const uint8_t* const* rows, ptrdiff_t offset) {
  const __m128i upper = _mm_unpacklo_epi8(load_8(rows[0] + offset), load_8(rows[1] + offset));
  const __m128i lower = _mm_unpacklo_epi8(load_8(rows[2] + offset), load_8(rows[3] + offset));
  return _mm256_set_m128i(_mm_unpackhi_epi16(upper, lower), _mm_unpacklo_epi16(upper, lower));
}

inline __m256i weights_at(const PackedDepthwiseU8S8& packed, int32_t channel, int32_t row,
                          int32_t column) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(
      packed.weights.data() + depthwise_u8s8_weight(packed.shape, channel, row, column)));
}

inline __m256i bias_at(const PackedDepthwiseU8S8& packed, int32_t channel) {
  return _mm256_load_si256(reinterpret_cast<const __m256i*>(packed.bias.data() + channel));
}

// 3 x 3 with one stride on kOutRows output rows from `y` on; two need stride 1, and the second's
// taps move down by a row within the vector.
template <typename Dot, int kStride, int kOutRows>
void slide_block(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input,
                 const Image<uint8_t>& output, const OutputStage& stage, int32_t y,
                 int32_t channel) {
  const Finish finish(stage, output, channel);
  const __m256i bias = bias_at(packed, channel);
  __m256i weights[2][3];
  for (int j = 0; j < 3; ++j) {
    weights[0][j] = weights_at(packed, channel, 0, j);
    weights[1][j] = _mm256_slli_epi32(weights[0][j], 8);
  }
  const uint8_t* rows[4];
  for (int i = 0; i < 4; ++i) {
    const int row = i < 2 + kOutRows ? i : 2;
    rows[i] = input.data + (ptrdiff_t{y} * kStride + row) * input.row_stride + channel;
  }
  const ptrdiff_t pixel = input.pixel_stride;
  __m256i columns[3];
  for (int j = kStride; j < 3; ++j) columns[j] = interleave(rows, (j - kStride) * pixel);
  ptrdiff_t next = (3 - kStride) * pixel;
  for (int32_t x = 0; x < output.width; ++x, next += kStride * pixel) {
    for (int j = 0; j < 3 - kStride; ++j) columns[j] = columns[j + kStride];
    for (int j = 3 - kStride; j < 3; ++j) {
      columns[j] = interleave(rows, next + (j - 3 + kStride) * pixel);
    }
    for (int r = 0; r < kOutRows; ++r) {
      __m256i acc = bias;
      for (int j = 0; j < 3; ++j) acc = Dot::add(acc, columns[j], weights[r][j]);
      finish.store(acc, y + r, x);
    }
  }
}

template <typename Dot, int kStride, int kOutRows>
void slide(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input,
           const Image<uint8_t>& output, const OutputStage& stage) {
  int32_t y = 0;
  for (; y + kOutRows <= output.height; y += kOutRows) {
    for (int32_t c = 0; c < output.channels; c += 8) {
      slide_block<Dot, kStride, kOutRows>(packed, input, output, stage, y, c);
    }
  }
  for (; y < output.height; ++y) {
    for (int32_t c = 0; c < output.channels; c += 8) {
      slide_block<Dot, kStride, 1>(packed, input, output, stage, y, c);
    }
  }
}

// Taps of missing rows have weight 0 and read the kernel's first row.
template <typename Dot>
__m256i sum_of_taps(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input,
                    const uint8_t* first, int32_t channel) {
  const ConvShape& shape = packed.shape;
  const ptrdiff_t column = shape.dilation_x * input.pixel_stride;
  __m256i acc = bias_at(packed, channel);
  for (int32_t i = 0; i < shape.kernel_height; i += 4) {
    const uint8_t* rows[4];
    for (int32_t r = 0; r < 4; ++r) {
      const int32_t row = i + r < shape.kernel_height ? i + r : 0;
      rows[r] = first + ptrdiff_t{row} * shape.dilation_y * input.row_stride;
    }
    for (int32_t j = 0; j < shape.kernel_width; ++j) {
      acc = Dot::add(acc, interleave(rows, j * column), weights_at(packed, channel, i, j));
    }
  }
  return acc;
}

template <typename Dot>
void general(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input,
             const Image<uint8_t>& output, const OutputStage& stage) {
  for (int32_t c = 0; c < output.channels; c += 8) {
    const Finish finish(stage, output, c);
    for (int32_t y = 0; y < output.height; ++y) {
      const uint8_t* row = input.data + ptrdiff_t{y} * packed.shape.stride_y * input.row_stride + c;
      for (int32_t x = 0; x < output.width; ++x) {
        const uint8_t* first = row + ptrdiff_t{x} * packed.shape.stride_x * input.pixel_stride;
        finish.store(sum_of_taps<Dot>(packed, input, first, c), y, x);
      }
    }
  }
}

template <typename Dot>
void depthwise(const PackedDepthwiseU8S8& packed, const Image<const uint8_t>& input,
               const Image<uint8_t>& output, const OutputStage& stage) {
  const ConvShape& shape = packed.shape;
  const bool is_3x3 = shape.kernel_height == 3 && shape.kernel_width == 3 &&
                      shape.dilation_y == 1 && shape.dilation_x == 1;
  if (is_3x3 && shape.stride_y == 1 && shape.stride_x == 1) {
    slide<Dot, 1, 2>(packed, input, output, stage);
  } else if (is_3x3 && shape.stride_y == 2 && shape.stride_x == 2) {
    slide<Dot, 2, 1>(packed, input, output, stage);
  } else {
    general<Dot>(packed, input, output, stage);
  }
}

}  // namespace
}  // namespace sprint::kernels
