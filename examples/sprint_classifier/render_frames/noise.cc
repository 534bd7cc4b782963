#include "noise.h"

#include <cmath>

namespace render_frames {

float lattice_noise(int x, int y, std::uint32_t seed) {
  std::uint32_t h = seed ^ (static_cast<std::uint32_t>(x) * 0x8DA6B343u) ^
                    (static_cast<std::uint32_t>(y) * 0xD8163841u);
  h = (h ^ (h >> 16)) * 0x7FEB352Du;
  h = (h ^ (h >> 15)) * 0x846CA68Bu;
  h ^= h >> 16;
  return static_cast<float>(h >> 8) * 0x1p-24f;
}

float value_noise(float x, float y, std::uint32_t seed) {
  const float left = std::floor(x);
  const float top = std::floor(y);
  const int x0 = static_cast<int>(left);
  const int y0 = static_cast<int>(top);
  const auto smooth = [](float t) { return t * t * (3 - 2 * t); };
  const float u = smooth(x - left);
  const float v = smooth(y - top);
  const auto row = [&](int row_y) {
    const float a = lattice_noise(x0, row_y, seed);
    return a + (lattice_noise(x0 + 1, row_y, seed) - a) * u;
  };
  const float upper = row(y0);
  return upper + (row(y0 + 1) - upper) * v;
}

float fractal_noise(float x, float y, int octaves, std::uint32_t seed) {
  float sum = 0;
  float total = 0;
  float weight = 1;
  for (int i = 0; i < octaves; ++i) {
    sum += weight * value_noise(x, y, seed + static_cast<std::uint32_t>(i));
    total += weight;
    weight *= 0.5f;
    x *= 2;
    y *= 2;
  }
  return sum / total;
}

}  // namespace render_frames
