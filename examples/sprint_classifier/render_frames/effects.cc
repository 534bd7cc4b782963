#include "effects.h"

#include <algorithm>
#include <cmath>

namespace render_frames {
namespace {

float luma(Color c) { return 0.299f * c.r + 0.587f * c.g + 0.114f * c.b; }

}  // namespace

Grade random_grade(Random& random) {
  Grade grade;
  if (random.chance(0.25f)) return grade;
  grade.brightness = random.uniform(-0.12f, 0.12f);
  grade.contrast = random.uniform(0.75f, 1.2f);
  grade.gamma = std::exp(random.uniform(-0.35f, 0.35f));
  grade.saturation = random.uniform(0.7f, 1.2f);
  return grade;
}

void apply(Image& image, const Grade& grade) {
  for (Color& pixel : image.pixels()) {
    const float grey = luma(pixel);
    pixel = each_channel(pixel, [&](float v) {
      const float colored = grey + (v - grey) * grade.saturation;
      const float lifted = (colored - 0.5f) * grade.contrast + 0.5f + grade.brightness;
      return std::pow(std::clamp(lifted, 0.0f, 1.0f), grade.gamma);
    });
  }
}

void add_noise(Image& image, float deviation, Random& random) {
  for (Color& pixel : image.pixels()) {
    pixel = each_channel(pixel, [&](float v) { return v + random.normal(0, deviation); });
  }
}

void quantize(Image& image) {
  for (Color& pixel : image.pixels()) {
    pixel = each_channel(pixel,
                         [](float v) { return std::round(std::clamp(v, 0.0f, 1.0f) * 255) / 255; });
  }
}

}  // namespace render_frames
