// Averages over an instruction set's vectors `V` of channels. Loads are of whole vectors, the slack
// behind an image allows that. In an anonymous namespace, as requantize.h.
#pragma once

#include "kernels/pool/pool.h"
#include "kernels/pool/window.h"
#include "kernels/round_to_bytes.h"

namespace sprint::kernels {
namespace {

// Of exact sums.
template <typename V>
class Requantize {
 public:
  explicit Requantize(const PoolRequantize& params)
      : params_(params), to_bytes_(params.output_zero_point, 0, 255) {}

  // `taps` were summed up, `count` is what the mean is of; the first `channels` go to `out`.
  void store(typename V::Int sum, int32_t taps, int32_t count, uint8_t* out,
             int32_t channels) const {
    const auto centered = V::subtract(sum, V::set(taps * params_.input_zero_point));
    const auto multiplier = V::set(params_.multiplier / static_cast<float>(count));
    V::store(out, to_bytes_(V::multiply(V::to_float(centered), multiplier)), channels);
  }

 private:
  const PoolRequantize& params_;
  RoundToBytes<V> to_bytes_;
};

template <typename V>
void average_u8(const PoolShape& shape, const PoolRequantize& params,
                const Image<const uint8_t>& input, const Image<uint8_t>& output) {
  const Requantize<V> requantize(params);
  each_window(shape, input, output, [&](const Taps<uint8_t>& taps, uint8_t* out) {
    for (int32_t c = 0; c < output.channels; c += V::kLanes) {
      auto sum = V::set(0);
      taps.each(c, [&](const uint8_t* tap) { sum = V::add(sum, V::load(tap)); });
      requantize.store(sum, taps.rows * taps.columns, taps.count, out + c, output.channels - c);
    }
  });
}

template <typename V>
void average_f32(const PoolShape& shape, const Image<const float>& input,
                 const Image<float>& output) {
  each_window(shape, input, output, [&](const Taps<float>& taps, float* out) {
    const auto count = V::set(static_cast<float>(taps.count));
    for (int32_t c = 0; c < output.channels; c += V::kLanes) {
      auto sum = V::set(0.0F);
      taps.each(c, [&](const float* tap) { sum = V::add(sum, V::load(tap)); });
      V::store(out + c, V::divide(sum, count), output.channels - c);
    }
  });
}

// Sums of 2 * kLanes channels, in 16 bits over as many pixels as fit, then in 32.
template <typename V>
struct Sums {
  static constexpr int32_t kPixels = 65535 / 255;

  typename V::Int low = V::set(0), high = V::set(0);

  void add_row(const uint8_t* pixel, int32_t count, ptrdiff_t stride) {
    while (count > 0) {
      const int32_t part = count < kPixels ? count : kPixels;
      auto sum = V::set(0);
      for (int32_t x = 0; x < part; ++x, pixel += stride) {
        sum = V::add_words(sum, V::load_words(pixel));
      }
      low = V::add(low, V::low_words(sum));
      high = V::add(high, V::high_words(sum));
      count -= part;
    }
  }
};

// Calls store(sums of kLanes channels, the first of them) for all channels.
template <typename V, typename Store>
void each_sum(const Image<const uint8_t>& input, const Store& store) {
  for (int32_t c = 0; c < input.channels; c += 2 * V::kLanes) {
    Sums<V> sums;
    for (int32_t y = 0; y < input.height; ++y) {
      sums.add_row(input.data + y * input.row_stride + c, input.width, input.pixel_stride);
    }
    store(sums.low, c);
    if (input.channels - c > V::kLanes) store(sums.high, c + V::kLanes);
  }
}

template <typename V>
void global_average_u8(const PoolRequantize& params, const Image<const uint8_t>& input,
                       uint8_t* out) {
  const Requantize<V> requantize(params);
  const int32_t pixels = input.height * input.width;
  each_sum<V>(input, [&](typename V::Int sum, int32_t c) {
    requantize.store(sum, pixels, pixels, out + c, input.channels - c);
  });
}

template <typename V>
void global_mean_u8(int32_t zero_point, float scale, const Image<const uint8_t>& input,
                    float* out) {
  const int32_t pixels = input.height * input.width;
  const auto zeros = V::set(pixels * zero_point);
  const auto factor = V::set(scale / static_cast<float>(pixels));
  each_sum<V>(input, [&](typename V::Int sum, int32_t c) {
    const auto mean = V::multiply(V::to_float(V::subtract(sum, zeros)), factor);
    V::store(out + c, mean, input.channels - c);
  });
}

template <typename V>
void global_average_f32(const Image<const float>& input, float* out) {
  constexpr int32_t kDoubles = V::kLanes / 2;
  const double count = static_cast<double>(input.height) * input.width;
  for (int32_t c = 0; c < input.channels; c += kDoubles) {
    typename V::Doubles sum{};
    for (int32_t y = 0; y < input.height; ++y) {
      const float* pixel = input.data + y * input.row_stride + c;
      for (int32_t x = 0; x < input.width; ++x, pixel += input.pixel_stride) {
        sum = V::add(sum, V::load_doubles(pixel));
      }
    }
    const int32_t left = input.channels - c;
    V::store(out + c, V::divide(sum, count), left < kDoubles ? left : kDoubles);
  }
}

}  // namespace
}  // namespace sprint::kernels
