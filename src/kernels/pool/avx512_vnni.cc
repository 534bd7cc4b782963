// Vectors over channels. Loads are of whole vectors, the slack behind an image allows that.
#include <immintrin.h>

#include "kernels/pool/max.h"
#include "kernels/pool/pool.h"
#include "kernels/pool/rows.h"
#include "kernels/pool/window.h"

namespace sprint::kernels {
namespace {

__mmask64 mask_of(int32_t count) { return count >= 64 ? ~0ULL : (1ULL << count) - 1; }
__mmask16 mask_16(int32_t count) { return static_cast<__mmask16>(mask_of(count)); }

__m512i load_16_bytes(const uint8_t* in) {
  return _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(in)));
}

struct Bytes {
  using Element = uint8_t;
  static constexpr int32_t kLanes = 64;
  static __m512i lowest() { return _mm512_setzero_si512(); }
  static __m512i load(const uint8_t* p) { return _mm512_loadu_si512(p); }
  static void store(uint8_t* p, __m512i v) { _mm512_storeu_si512(p, v); }
  static void store_some(uint8_t* p, __m512i v, int32_t count) {
    _mm512_mask_storeu_epi8(p, mask_of(count), v);
  }
  static __m512i max(__m512i v, __m512i best) { return _mm512_max_epu8(v, best); }

  static constexpr bool kHasNeighbours = true;
  static bool has_neighbours(int32_t channels) { return channels == 16 || channels == 32; }
  static __m512i max_of_neighbours(__m512i a, __m512i b, int32_t channels) {
    return channels == 16 ? max(_mm512_shuffle_i64x2(a, b, 0x88), _mm512_shuffle_i64x2(a, b, 0xDD))
                          : max(_mm512_shuffle_i64x2(a, b, 0x44), _mm512_shuffle_i64x2(a, b, 0xEE));
  }
};

struct Floats {
  using Element = float;
  static constexpr bool kHasNeighbours = false;
  static constexpr int32_t kLanes = 16;
  static __m512 lowest() { return _mm512_set1_ps(-__builtin_inff()); }
  static __m512 load(const float* p) { return _mm512_loadu_ps(p); }
  static void store(float* p, __m512 v) { _mm512_storeu_ps(p, v); }
  static void store_some(float* p, __m512 v, int32_t count) {
    _mm512_mask_storeu_ps(p, mask_16(count), v);
  }
  static __m512 max(__m512 v, __m512 best) { return _mm512_max_ps(v, best); }
};

// Of the exact sum of 16 channels less zero points.
class Requantize {
 public:
  explicit Requantize(const PoolRequantize& params)
      : params_(params),
        low_(_mm512_set1_ps(static_cast<float>(-params.output_zero_point))),
        high_(_mm512_set1_ps(static_cast<float>(255 - params.output_zero_point))) {}

  // `taps` were summed up, `count` is what the mean is of.
  void store(__m512i sum, int32_t taps, int32_t count, uint8_t* out, int32_t channels) const {
    const __m512i centered =
        _mm512_sub_epi32(sum, _mm512_set1_epi32(taps * params_.input_zero_point));
    const __m512 multiplier = _mm512_set1_ps(params_.multiplier / static_cast<float>(count));
    const __m512 mean = _mm512_mul_ps(_mm512_cvtepi32_ps(centered), multiplier);
    const __m512 clamped = _mm512_min_ps(_mm512_max_ps(mean, low_), high_);
    const __m512i q =
        _mm512_add_epi32(_mm512_cvtps_epi32(clamped), _mm512_set1_epi32(params_.output_zero_point));
    _mm_mask_storeu_epi8(out, mask_16(channels), _mm512_cvtepi32_epi8(q));
  }

 private:
  const PoolRequantize& params_;
  __m512 low_, high_;
};

void average_u8(const PoolShape& shape, const PoolRequantize& params,
                const Image<const uint8_t>& input, const Image<uint8_t>& output) {
  const Requantize requantize(params);
  each_window(shape, input, output, [&](const Taps<uint8_t>& taps, uint8_t* out) {
    for (int32_t c = 0; c < output.channels; c += 16) {
      __m512i sum = _mm512_setzero_si512();
      taps.each(c, [&](const uint8_t* tap) { sum = _mm512_add_epi32(sum, load_16_bytes(tap)); });
      requantize.store(sum, taps.rows * taps.columns, taps.count, out + c, output.channels - c);
    }
  });
}

void average_f32(const PoolShape& shape, const Image<const float>& input,
                 const Image<float>& output) {
  each_window(shape, input, output, [&](const Taps<float>& taps, float* out) {
    const __m512 count = _mm512_set1_ps(static_cast<float>(taps.count));
    for (int32_t c = 0; c < output.channels; c += 16) {
      __m512 sum = _mm512_setzero_ps();
      taps.each(c, [&](const float* tap) { sum = _mm512_add_ps(sum, _mm512_loadu_ps(tap)); });
      _mm512_mask_storeu_ps(out + c, mask_16(output.channels - c), _mm512_div_ps(sum, count));
    }
  });
}

// Sums of 32 channels, in 16 bits over as many pixels as fit, then in 32.
struct Sum32 {
  static constexpr int32_t kPixels = 65535 / 255;

  __m512i low = _mm512_setzero_si512(), high = _mm512_setzero_si512();

  void add_row(const uint8_t* pixel, int32_t count, ptrdiff_t stride) {
    while (count > 0) {
      const int32_t part = count < kPixels ? count : kPixels;
      __m512i sum = _mm512_setzero_si512();
      for (int32_t x = 0; x < part; ++x, pixel += stride) {
        const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(pixel));
        sum = _mm512_add_epi16(sum, _mm512_cvtepu8_epi16(bytes));
      }
      low = _mm512_add_epi32(low, _mm512_cvtepu16_epi32(_mm512_castsi512_si256(sum)));
      high = _mm512_add_epi32(high, _mm512_cvtepu16_epi32(_mm512_extracti64x4_epi64(sum, 1)));
      count -= part;
    }
  }
};

// Calls store(sums of 16 channels, the first of them) for all channels.
template <typename Store>
void each_sum(const Image<const uint8_t>& input, const Store& store) {
  for (int32_t c = 0; c < input.channels; c += 32) {
    Sum32 sum;
    for (int32_t y = 0; y < input.height; ++y) {
      sum.add_row(input.data + y * input.row_stride + c, input.width, input.pixel_stride);
    }
    store(sum.low, c);
    if (input.channels - c > 16) store(sum.high, c + 16);
  }
}

void global_average_u8(const PoolRequantize& params, const Image<const uint8_t>& input,
                       uint8_t* out) {
  const Requantize requantize(params);
  const int32_t pixels = input.height * input.width;
  each_sum(input, [&](__m512i sum, int32_t c) {
    requantize.store(sum, pixels, pixels, out + c, input.channels - c);
  });
}

void global_mean_u8(int32_t zero_point, float scale, const Image<const uint8_t>& input,
                    float* out) {
  const int32_t pixels = input.height * input.width;
  const __m512i zeros = _mm512_set1_epi32(pixels * zero_point);
  const __m512 factor = _mm512_set1_ps(scale / static_cast<float>(pixels));
  each_sum(input, [&](__m512i sum, int32_t c) {
    const __m512 mean = _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_sub_epi32(sum, zeros)), factor);
    _mm512_mask_storeu_ps(out + c, mask_16(input.channels - c), mean);
  });
}

void global_average_f32(const Image<const float>& input, float* out) {
  const __m512d count = _mm512_set1_pd(static_cast<double>(input.height) * input.width);
  for (int32_t c = 0; c < input.channels; c += 8) {
    __m512d sum = _mm512_setzero_pd();
    for (int32_t y = 0; y < input.height; ++y) {
      const float* pixel = input.data + y * input.row_stride + c;
      for (int32_t x = 0; x < input.width; ++x, pixel += input.pixel_stride) {
        sum = _mm512_add_pd(sum, _mm512_cvtps_pd(_mm256_loadu_ps(pixel)));
      }
    }
    const auto mask = static_cast<__mmask8>(mask_of(input.channels - c));
    _mm256_mask_storeu_ps(out + c, mask, _mm512_cvtpd_ps(_mm512_div_pd(sum, count)));
  }
}

}  // namespace

PoolKernel pool_avx512_vnni() {
  return {Isa::avx512_vnni, max_pool<Bytes>,   max_pool<Floats>,   average_u8,
          average_f32,      global_average_u8, global_average_f32, global_mean_u8};
}

}  // namespace sprint::kernels
