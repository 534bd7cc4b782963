// Vectors over channels. Loads are of whole vectors, the slack behind an image allows that; tails
// are stored element by element.
#include <immintrin.h>

#include "kernels/pool/max.h"
#include "kernels/pool/pool.h"
#include "kernels/pool/rows.h"
#include "kernels/pool/window.h"

namespace sprint::kernels {
namespace {

// The first `count` of 8 floats.
void store_floats(__m256 values, float* out, int32_t count) {
  const __m256i index = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
  _mm256_maskstore_ps(out, _mm256_cmpgt_epi32(_mm256_set1_epi32(count), index), values);
}

struct Bytes {
  using Element = uint8_t;
  static constexpr int32_t kLanes = 32;
  static __m256i lowest() { return _mm256_setzero_si256(); }
  static __m256i load(const uint8_t* p) {
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(p));
  }
  static void store(uint8_t* p, __m256i v) {
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), v);
  }
  static void store_some(uint8_t* p, __m256i v, int32_t count) {
    if (count >= 16) {
      _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm256_castsi256_si128(v));
      v = _mm256_permute2x128_si256(v, v, 1);
      p += 16;
      count -= 16;
    }
    alignas(32) uint8_t all[32];
    store(all, v);
    for (int32_t i = 0; i < count; ++i) p[i] = all[i];
  }
  static __m256i max(__m256i v, __m256i best) { return _mm256_max_epu8(v, best); }

  static constexpr bool kHasNeighbours = true;
  static bool has_neighbours(int32_t channels) { return channels == 16; }
  static __m256i max_of_neighbours(__m256i a, __m256i b, int32_t) {
    return max(_mm256_permute2x128_si256(a, b, 0x20), _mm256_permute2x128_si256(a, b, 0x31));
  }
};

struct Floats {
  using Element = float;
  static constexpr bool kHasNeighbours = false;
  static constexpr int32_t kLanes = 8;
  static __m256 lowest() { return _mm256_set1_ps(-__builtin_inff()); }
  static __m256 load(const float* p) { return _mm256_loadu_ps(p); }
  static void store(float* p, __m256 v) { _mm256_storeu_ps(p, v); }
  static void store_some(float* p, __m256 v, int32_t count) { store_floats(v, p, count); }
  static __m256 max(__m256 v, __m256 best) { return _mm256_max_ps(v, best); }
};

// Of the exact sum of 8 channels less zero points.
class Requantize {
 public:
  explicit Requantize(const PoolRequantize& params)
      : params_(params),
        low_(_mm256_set1_ps(static_cast<float>(-params.output_zero_point))),
        high_(_mm256_set1_ps(static_cast<float>(255 - params.output_zero_point))) {}

  // `taps` were summed up, `count` is what the mean is of.
  void store(__m256i sum, int32_t taps, int32_t count, uint8_t* out, int32_t channels) const {
    const __m256i centered =
        _mm256_sub_epi32(sum, _mm256_set1_epi32(taps * params_.input_zero_point));
    const __m256 multiplier = _mm256_set1_ps(params_.multiplier / static_cast<float>(count));
    const __m256 mean = _mm256_mul_ps(_mm256_cvtepi32_ps(centered), multiplier);
    const __m256 clamped = _mm256_min_ps(_mm256_max_ps(mean, low_), high_);
    const __m256i q =
        _mm256_add_epi32(_mm256_cvtps_epi32(clamped), _mm256_set1_epi32(params_.output_zero_point));
    alignas(32) int32_t all[8];
    _mm256_store_si256(reinterpret_cast<__m256i*>(all), q);
    for (int32_t i = 0; i < 8 && i < channels; ++i) out[i] = static_cast<uint8_t>(all[i]);
  }

 private:
  const PoolRequantize& params_;
  __m256 low_, high_;
};

void average_u8(const PoolShape& shape, const PoolRequantize& params,
                const Image<const uint8_t>& input, const Image<uint8_t>& output) {
  const Requantize requantize(params);
  each_window(shape, input, output, [&](const Taps<uint8_t>& taps, uint8_t* out) {
    for (int32_t c = 0; c < output.channels; c += 8) {
      __m256i sum = _mm256_setzero_si256();
      taps.each(c, [&](const uint8_t* tap) {
        const __m128i bytes = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(tap));
        sum = _mm256_add_epi32(sum, _mm256_cvtepu8_epi32(bytes));
      });
      requantize.store(sum, taps.rows * taps.columns, taps.count, out + c, output.channels - c);
    }
  });
}

void average_f32(const PoolShape& shape, const Image<const float>& input,
                 const Image<float>& output) {
  each_window(shape, input, output, [&](const Taps<float>& taps, float* out) {
    const __m256 count = _mm256_set1_ps(static_cast<float>(taps.count));
    for (int32_t c = 0; c < output.channels; c += 8) {
      __m256 sum = _mm256_setzero_ps();
      taps.each(c, [&](const float* tap) { sum = _mm256_add_ps(sum, _mm256_loadu_ps(tap)); });
      store_floats(_mm256_div_ps(sum, count), out + c, output.channels - c);
    }
  });
}

// Sums of 16 channels, in 16 bits over as many pixels as fit, then in 32.
struct Sum16 {
  static constexpr int32_t kPixels = 65535 / 255;

  __m256i low = _mm256_setzero_si256(), high = _mm256_setzero_si256();

  void add_row(const uint8_t* pixel, int32_t count, ptrdiff_t stride) {
    while (count > 0) {
      const int32_t part = count < kPixels ? count : kPixels;
      __m256i sum = _mm256_setzero_si256();
      for (int32_t x = 0; x < part; ++x, pixel += stride) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(pixel));
        sum = _mm256_add_epi16(sum, _mm256_cvtepu8_epi16(bytes));
      }
      low = _mm256_add_epi32(low, _mm256_cvtepu16_epi32(_mm256_castsi256_si128(sum)));
      high = _mm256_add_epi32(high, _mm256_cvtepu16_epi32(_mm256_extracti128_si256(sum, 1)));
      count -= part;
    }
  }
};

// Calls store(sums of 8 channels, the first of them) for all channels.
template <typename Store>
void each_sum(const Image<const uint8_t>& input, const Store& store) {
  for (int32_t c = 0; c < input.channels; c += 16) {
    Sum16 sum;
    for (int32_t y = 0; y < input.height; ++y) {
      sum.add_row(input.data + y * input.row_stride + c, input.width, input.pixel_stride);
    }
    store(sum.low, c);
    if (input.channels - c > 8) store(sum.high, c + 8);
  }
}

void global_average_u8(const PoolRequantize& params, const Image<const uint8_t>& input,
                       uint8_t* out) {
  const Requantize requantize(params);
  const int32_t pixels = input.height * input.width;
  each_sum(input, [&](__m256i sum, int32_t c) {
    requantize.store(sum, pixels, pixels, out + c, input.channels - c);
  });
}

void global_mean_u8(int32_t zero_point, float scale, const Image<const uint8_t>& input,
                    float* out) {
  const int32_t pixels = input.height * input.width;
  const __m256i zeros = _mm256_set1_epi32(pixels * zero_point);
  const __m256 factor = _mm256_set1_ps(scale / static_cast<float>(pixels));
  each_sum(input, [&](__m256i sum, int32_t c) {
    const __m256 mean = _mm256_mul_ps(_mm256_cvtepi32_ps(_mm256_sub_epi32(sum, zeros)), factor);
    store_floats(mean, out + c, input.channels - c);
  });
}

void global_average_f32(const Image<const float>& input, float* out) {
  const __m256d count = _mm256_set1_pd(static_cast<double>(input.height) * input.width);
  for (int32_t c = 0; c < input.channels; c += 4) {
    __m256d sum = _mm256_setzero_pd();
    for (int32_t y = 0; y < input.height; ++y) {
      const float* pixel = input.data + y * input.row_stride + c;
      for (int32_t x = 0; x < input.width; ++x, pixel += input.pixel_stride) {
        sum = _mm256_add_pd(sum, _mm256_cvtps_pd(_mm_loadu_ps(pixel)));
      }
    }
    const __m128 mean = _mm256_cvtpd_ps(_mm256_div_pd(sum, count));
    const int32_t channels = input.channels - c < 4 ? input.channels - c : 4;
    store_floats(_mm256_castps128_ps256(mean), out + c, channels);
  }
}

}  // namespace

PoolKernel pool_avx2() {
  return {Isa::avx2,   max_pool<Bytes>,   max_pool<Floats>,   average_u8,
          average_f32, global_average_u8, global_average_f32, global_mean_u8};
}

}  // namespace sprint::kernels
