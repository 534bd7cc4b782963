#include <cmath>
#include <limits>

#include "kernels/pool/pool.h"
#include "kernels/pool/rows.h"

namespace sprint::kernels {
namespace {

// The taps of one output pixel.
struct Window {
  int32_t top, left;
  const PoolShape& shape;
};

// Calls function(offset of the tap's pixel) for every tap inside the image.
template <typename T, typename Function>
void each_tap(const Window& window, const Image<const T>& image, const Function& function) {
  for (int32_t i = 0; i < window.shape.kernel_height; ++i) {
    const int32_t y = window.top + i * window.shape.dilation_y;
    if (y < 0 || y >= image.height) continue;
    for (int32_t j = 0; j < window.shape.kernel_width; ++j) {
      const int32_t x = window.left + j * window.shape.dilation_x;
      if (x >= 0 && x < image.width) function(y * image.row_stride + x * image.pixel_stride);
    }
  }
}

int32_t taps_within(int32_t first, int32_t taps, int32_t dilation, int32_t low, int32_t high) {
  int32_t count = 0;
  for (int32_t i = 0; i < taps; ++i) {
    count += first + i * dilation >= low && first + i * dilation < high;
  }
  return count;
}

// What a sum over the window is divided by.
template <typename T>
int32_t divisor(const Window& window, const Image<const T>& image) {
  const PoolShape& shape = window.shape;
  const bool padded = shape.count_include_pad;
  const int32_t rows =
      taps_within(window.top, shape.kernel_height, shape.dilation_y, padded ? -shape.pad_top : 0,
                  image.height + (padded ? shape.pad_bottom : 0));
  const int32_t columns =
      taps_within(window.left, shape.kernel_width, shape.dilation_x, padded ? -shape.pad_left : 0,
                  image.width + (padded ? shape.pad_right : 0));
  return rows * columns;
}

// Calls function(window, pixel of the output) for every output pixel.
template <typename T, typename Function>
void each_window(const PoolShape& shape, const Image<T>& output, const Function& function) {
  for (int32_t y = 0; y < output.height; ++y) {
    for (int32_t x = 0; x < output.width; ++x) {
      function(
          Window{y * shape.stride_y - shape.pad_top, x * shape.stride_x - shape.pad_left, shape},
          output.data + y * output.row_stride + x * output.pixel_stride);
    }
  }
}

template <typename T>
void max(const PoolShape& shape, const Image<const T>& input, const Image<T>& output) {
  using Limits = std::numeric_limits<T>;
  each_window(shape, output, [&](const Window& window, T* out) {
    for (int32_t c = 0; c < output.channels; ++c) {
      T best = Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
      each_tap(window, input, [&](ptrdiff_t pixel) {
        const T value = input.data[pixel + c];
        best = value > best ? value : best;
      });
      out[c] = best;
    }
  });
}

// `sum` is of the taps less the zero point each, so that those of padding add nothing.
uint8_t requantize(const PoolRequantize& params, int32_t sum, int32_t count) {
  const float multiplier = params.multiplier / static_cast<float>(count);
  const double mean = std::nearbyint(static_cast<double>(static_cast<float>(sum) * multiplier)) +
                      params.output_zero_point;
  if (!(mean > 0)) return 0;
  return static_cast<uint8_t>(mean < 255 ? mean : 255);
}

void average_u8(const PoolShape& shape, const PoolRequantize& params,
                const Image<const uint8_t>& input, const Image<uint8_t>& output) {
  each_window(shape, output, [&](const Window& window, uint8_t* out) {
    const int32_t count = divisor(window, input);
    for (int32_t c = 0; c < output.channels; ++c) {
      int32_t sum = 0;
      each_tap(window, input,
               [&](ptrdiff_t pixel) { sum += input.data[pixel + c] - params.input_zero_point; });
      out[c] = requantize(params, sum, count);
    }
  });
}

void average_f32(const PoolShape& shape, const Image<const float>& input,
                 const Image<float>& output) {
  each_window(shape, output, [&](const Window& window, float* out) {
    const auto count = static_cast<float>(divisor(window, input));
    for (int32_t c = 0; c < output.channels; ++c) {
      float sum = 0;
      each_tap(window, input, [&](ptrdiff_t pixel) { sum += input.data[pixel + c]; });
      out[c] = sum / count;
    }
  });
}

int32_t sum_of(const Image<const uint8_t>& input, int32_t channel) {
  int32_t sum = 0;
  for (int32_t y = 0; y < input.height; ++y) {
    for (int32_t x = 0; x < input.width; ++x) {
      sum += input.data[y * input.row_stride + x * input.pixel_stride + channel];
    }
  }
  return sum;
}

void global_average_u8(const PoolRequantize& params, const Image<const uint8_t>& input,
                       uint8_t* out) {
  const int32_t count = input.height * input.width;
  for (int32_t c = 0; c < input.channels; ++c) {
    out[c] = requantize(params, sum_of(input, c) - count * params.input_zero_point, count);
  }
}

void global_mean_u8(int32_t zero_point, float scale, const Image<const uint8_t>& input,
                    float* out) {
  const int32_t count = input.height * input.width;
  for (int32_t c = 0; c < input.channels; ++c) {
    out[c] = static_cast<float>(sum_of(input, c) - count * zero_point) *
             (scale / static_cast<float>(count));
  }
}

void global_average_f32(const Image<const float>& input, float* out) {
  const double count = static_cast<double>(input.height) * input.width;
  for (int32_t c = 0; c < input.channels; ++c) {
    double sum = 0;
    for (int32_t y = 0; y < input.height; ++y) {
      for (int32_t x = 0; x < input.width; ++x) {
        sum += static_cast<double>(input.data[y * input.row_stride + x * input.pixel_stride + c]);
      }
    }
    out[c] = static_cast<float>(sum / count);
  }
}

}  // namespace

PoolKernel pool_baseline() {
  return {Isa::baseline, max<uint8_t>,      max<float>,         average_u8,
          average_f32,   global_average_u8, global_average_f32, global_mean_u8};
}

}  // namespace sprint::kernels
