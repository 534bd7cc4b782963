// What the tests of conv_f32 and depthwise_f32 share: random cases and their bounds.
#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "kernels/aligned.h"
#include "kernels/conv_f32/conv_f32.h"

namespace sprint::kernels {

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  int32_t integer(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(engine_);
  }
  float real() { return std::uniform_real_distribution<float>(-2, 2)(engine_); }
  std::vector<float> reals(size_t count) {
    std::vector<float> values(count);
    for (float& value : values) value = real();
    return values;
  }

 private:
  std::mt19937 engine_;
};

// An image with its memory: `gap` elements of NaN behind the channels of each pixel, and the slack.
struct OwnedImage {
  OwnedImage(Random& random, int32_t height, int32_t width, int32_t channels, int32_t gap)
      : memory(static_cast<size_t>(height) * width * (channels + gap) + kReadSlack / sizeof(float),
               std::numeric_limits<float>::quiet_NaN()),
        view{memory.data(),
             height,
             width,
             channels,
             static_cast<ptrdiff_t>(width) * (channels + gap),
             channels + gap} {
    for (int32_t p = 0; p < height * width; ++p)
      for (int32_t c = 0; c < channels; ++c) memory[p * view.pixel_stride + c] = random.real();
  }
  Image<const float> read() const {
    return {memory.data(), view.height,     view.width,
            view.channels, view.row_stride, view.pixel_stride};
  }
  AlignedVector<float> memory;
  Image<float> view;
};

inline Activation random_activation(Random& random) {
  Activation activation;
  activation.kind = static_cast<ActivationKind>(random.integer(0, 6));
  activation.low = -0.5f;
  activation.high = random.integer(0, 1) ? 6.0f : std::numeric_limits<float>::infinity();
  activation.alpha = 0.2f;
  activation.beta = 0.4f;
  return activation;
}

// Pixels of input that `shape` needs for `output` pixels of output along one axis.
inline int32_t input_extent(int32_t output, int32_t stride, int32_t kernel, int32_t dilation) {
  return (output - 1) * stride + (kernel - 1) * dilation + 1;
}

// Equal but for rounding: 1e-5 of `magnitude`, the bound of a sum's absolute products; elements
// behind the channels stay NaN.
inline bool same_but_rounding(const OwnedImage& a, const OwnedImage& b, float magnitude) {
  for (size_t i = 0; i + kReadSlack / sizeof(float) < a.memory.size(); ++i) {
    const bool used = static_cast<int32_t>(i % a.view.pixel_stride) < a.view.channels;
    if (std::isnan(a.memory[i]) != !used || std::isnan(b.memory[i]) != !used) return false;
    if (used && !(std::fabs(a.memory[i] - b.memory[i]) <= 1e-5f * magnitude)) return false;
  }
  return true;
}

}  // namespace sprint::kernels
