#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <vector>

#include "effects.h"

namespace render_frames {
namespace {

constexpr int kBlock = 8;
using Block = std::array<float, kBlock * kBlock>;
using Steps = std::array<int, kBlock * kBlock>;

// ITU-T T.81, tables K.1 and K.2.
constexpr Steps kLumaSteps = {16,  11,  10,  16,  24, 40, 51,  61,  12,  12,  14,  19,  26,
                              58,  60,  55,  14,  13, 16, 24,  40,  57,  69,  56,  14,  17,
                              22,  29,  51,  87,  80, 62, 18,  22,  37,  56,  68,  109, 103,
                              77,  24,  35,  55,  64, 81, 104, 113, 92,  49,  64,  78,  87,
                              103, 121, 120, 101, 72, 92, 95,  98,  112, 100, 103, 99};
constexpr Steps kChromaSteps = {17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
                                24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
                                99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
                                99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

// One channel, 0..255.
struct Plane {
  int width;
  int height;
  std::vector<float> values;

  float& at(int x, int y) { return values[static_cast<std::size_t>(y) * width + x]; }
  float clamped(int x, int y) const {
    return values[static_cast<std::size_t>(std::clamp(y, 0, height - 1)) * width +
                  std::clamp(x, 0, width - 1)];
  }
};

template <typename F>
Plane make_plane(int width, int height, F value) {
  Plane plane{width, height, std::vector<float>(static_cast<std::size_t>(width) * height)};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) plane.at(x, y) = value(x, y);
  }
  return plane;
}

// Orthonormal DCT-II: row k holds the basis function of frequency k.
Block dct_basis() {
  Block basis{};
  for (int k = 0; k < kBlock; ++k) {
    const float weight = std::sqrt((k == 0 ? 1.0f : 2.0f) / kBlock);
    for (int n = 0; n < kBlock; ++n) {
      const float angle =
          std::numbers::pi_v<float> * static_cast<float>((2 * n + 1) * k) / (2 * kBlock);
      basis[k * kBlock + n] = weight * std::cos(angle);
    }
  }
  return basis;
}

// left * middle * transpose(right), or with the transposes of left and right.
Block sandwich(const Block& basis, const Block& middle, bool inverse) {
  const auto entry = [&](int i, int j) {
    return inverse ? basis[j * kBlock + i] : basis[i * kBlock + j];
  };
  Block half{};
  Block result{};
  for (int i = 0; i < kBlock; ++i) {
    for (int j = 0; j < kBlock; ++j) {
      for (int k = 0; k < kBlock; ++k) half[i * kBlock + j] += entry(i, k) * middle[k * kBlock + j];
    }
  }
  for (int i = 0; i < kBlock; ++i) {
    for (int j = 0; j < kBlock; ++j) {
      for (int k = 0; k < kBlock; ++k) result[i * kBlock + j] += half[i * kBlock + k] * entry(j, k);
    }
  }
  return result;
}

// The Independent JPEG Group's scale of quality.
float step_at(int step, int quality) {
  const int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return static_cast<float>(std::clamp((step * percent + 50) / 100, 1, 255));
}

void compress_plane(Plane& plane, const Steps& steps, int quality) {
  static const Block basis = dct_basis();
  for (int top = 0; top < plane.height; top += kBlock) {
    for (int left = 0; left < plane.width; left += kBlock) {
      Block block;
      for (int i = 0; i < kBlock * kBlock; ++i) {
        block[i] = plane.clamped(left + i % kBlock, top + i / kBlock) - 128;
      }
      block = sandwich(basis, block, false);
      for (int i = 0; i < kBlock * kBlock; ++i) {
        const float step = step_at(steps[i], quality);
        block[i] = std::round(block[i] / step) * step;
      }
      block = sandwich(basis, block, true);
      for (int i = 0; i < kBlock * kBlock; ++i) {
        const int x = left + i % kBlock;
        const int y = top + i / kBlock;
        if (x < plane.width && y < plane.height) plane.at(x, y) = block[i] + 128;
      }
    }
  }
}

Plane halved(const Plane& plane) {
  return make_plane((plane.width + 1) / 2, (plane.height + 1) / 2, [&](int x, int y) {
    return (plane.clamped(2 * x, 2 * y) + plane.clamped(2 * x + 1, 2 * y) +
            plane.clamped(2 * x, 2 * y + 1) + plane.clamped(2 * x + 1, 2 * y + 1)) /
           4;
  });
}

}  // namespace

void compress(Image& image, int quality) {
  const int width = image.width();
  const int height = image.height();
  const auto channel = [&](float r, float g, float b, float offset) {
    return make_plane(width, height, [&](int x, int y) {
      const Color c = image.at(x, y);
      return 255 * (r * c.r + g * c.g + b * c.b) + offset;
    });
  };
  Plane luma = channel(0.299f, 0.587f, 0.114f, 0);
  Plane blue = halved(channel(-0.168736f, -0.331264f, 0.5f, 128));
  Plane red = halved(channel(0.5f, -0.418688f, -0.081312f, 128));
  compress_plane(luma, kLumaSteps, quality);
  compress_plane(blue, kChromaSteps, quality);
  compress_plane(red, kChromaSteps, quality);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const float cb = blue.at(x / 2, y / 2) - 128;
      const float cr = red.at(x / 2, y / 2) - 128;
      const Color color{luma.at(x, y) + 1.402f * cr,
                        luma.at(x, y) - 0.344136f * cb - 0.714136f * cr,
                        luma.at(x, y) + 1.772f * cb};
      image.at(x, y) = color * (1 / 255.0f);
    }
  }
}

}  // namespace render_frames
