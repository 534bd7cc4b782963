#include "raster.h"

#include <algorithm>
#include <cmath>

namespace render_frames {

const Color& Image::clamped(int x, int y) const {
  return at(std::clamp(x, 0, width_ - 1), std::clamp(y, 0, height_ - 1));
}

Paint solid(Color color) {
  return [color](Point) { return color; };
}

Paint vertical_gradient(Color top, Color bottom, float low, float high) {
  return
      [=](Point p) { return mix(top, bottom, std::clamp((p.y - low) / (high - low), 0.0f, 1.0f)); };
}

void fill(Image& image, const Shape& shape, const Paint& paint, float pixels_per_unit,
          float opacity) {
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const Point p = Point{x + 0.5f, y + 0.5f} * (1 / pixels_per_unit);
      const float coverage = std::clamp(0.5f - shape(p) * pixels_per_unit, 0.0f, 1.0f) * opacity;
      if (coverage > 0) image.at(x, y) = mix(image.at(x, y), paint(p), coverage);
    }
  }
}

namespace {

// (x, y) in pixels, pixel centres at 0.5.
Color sample_bilinear(const Image& image, float x, float y) {
  const float left = std::floor(x - 0.5f);
  const float top = std::floor(y - 0.5f);
  const int x0 = static_cast<int>(left);
  const int y0 = static_cast<int>(top);
  const float u = x - 0.5f - left;
  const float v = y - 0.5f - top;
  return mix(mix(image.clamped(x0, y0), image.clamped(x0 + 1, y0), u),
             mix(image.clamped(x0, y0 + 1), image.clamped(x0 + 1, y0 + 1), u), v);
}

Color sample_area(const Image& image, Point low, Point high) {
  Color sum;
  float total = 0;
  for (int y = static_cast<int>(std::floor(low.y)); static_cast<float>(y) < high.y; ++y) {
    const float height = std::min(high.y, y + 1.0f) - std::max(low.y, static_cast<float>(y));
    for (int x = static_cast<int>(std::floor(low.x)); static_cast<float>(x) < high.x; ++x) {
      const float width = std::min(high.x, x + 1.0f) - std::max(low.x, static_cast<float>(x));
      sum = sum + image.clamped(x, y) * (width * height);
      total += width * height;
    }
  }
  return sum * (1 / total);
}

// The colour of the rectangle [low, high).
Color sample(const Image& image, Point low, Point high, Filter filter) {
  const Point center = (low + high) * 0.5f;
  switch (filter) {
    case Filter::nearest:
      return image.clamped(static_cast<int>(std::floor(center.x)),
                           static_cast<int>(std::floor(center.y)));
    case Filter::bilinear:
      return sample_bilinear(image, center.x, center.y);
    case Filter::area:
      break;
  }
  return sample_area(image, low, high);
}

}  // namespace

void draw_texture(Image& image, const Image& texture, Point corner, float scale, Filter filter) {
  const float right = corner.x + scale * static_cast<float>(texture.width());
  const float bottom = corner.y + scale * static_cast<float>(texture.height());
  const int x0 = std::max(0, static_cast<int>(std::ceil(corner.x - 0.5f)));
  const int y0 = std::max(0, static_cast<int>(std::ceil(corner.y - 0.5f)));
  for (int y = y0; y < image.height() && y + 0.5f < bottom; ++y) {
    for (int x = x0; x < image.width() && x + 0.5f < right; ++x) {
      const Point pixel{static_cast<float>(x), static_cast<float>(y)};
      const Point low = (pixel - corner) * (1 / scale);
      const Point high = (pixel + Point{1, 1} - corner) * (1 / scale);
      image.at(x, y) = sample(texture, low, high, filter);
    }
  }
}

Image crop_square(const Image& image, Point corner, float side, int size, Filter filter) {
  Image crop(size, size);
  const float step = side / static_cast<float>(size);
  for (int y = 0; y < size; ++y) {
    for (int x = 0; x < size; ++x) {
      const Point low = corner + Point{static_cast<float>(x), static_cast<float>(y)} * step;
      crop.at(x, y) = sample(image, low, low + Point{step, step}, filter);
    }
  }
  return crop;
}

}  // namespace render_frames
