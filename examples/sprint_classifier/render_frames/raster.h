// A colour picture, and how shapes and other pictures are drawn on it.
#pragma once

#include <functional>
#include <vector>

#include "shapes.h"

namespace render_frames {

// Red, green, blue as displayed (gamma-encoded), 0 to 1.
struct Color {
  float r = 0;
  float g = 0;
  float b = 0;
};

inline Color operator+(Color a, Color b) { return {a.r + b.r, a.g + b.g, a.b + b.b}; }
inline Color operator*(Color a, float s) { return {a.r * s, a.g * s, a.b * s}; }
inline Color mix(Color a, Color b, float t) { return a * (1 - t) + b * t; }
inline Color rgb(int r, int g, int b) {
  return Color{static_cast<float>(r), static_cast<float>(g), static_cast<float>(b)} * (1 / 255.0f);
}

// Applies `f` to each channel.
template <typename F>
Color each_channel(Color c, F f) {
  return {f(c.r), f(c.g), f(c.b)};
}

class Image {
 public:
  Image(int width, int height, Color color = {})
      : width_(width), height_(height), pixels_(static_cast<std::size_t>(width) * height, color) {}

  int width() const { return width_; }
  int height() const { return height_; }

  // 0 <= x < width(), 0 <= y < height().
  Color& at(int x, int y) { return pixels_[static_cast<std::size_t>(y) * width_ + x]; }
  const Color& at(int x, int y) const { return pixels_[static_cast<std::size_t>(y) * width_ + x]; }
  // Nearest pixel of the picture for positions outside of it.
  const Color& clamped(int x, int y) const;

  std::vector<Color>& pixels() { return pixels_; }

 private:
  int width_;
  int height_;
  std::vector<Color> pixels_;  // rows from the top
};

// Colour at a point, in the units of the shape that is painted.
using Paint = std::function<Color(Point)>;
Paint solid(Color color);
// From `top` at y = low to `bottom` at y = high.
Paint vertical_gradient(Color top, Color bottom, float low, float high);

// Fills `shape` with an edge one pixel wide; `pixels_per_unit` takes the shape's units to pixels.
void fill(Image& image, const Shape& shape, const Paint& paint, float pixels_per_unit = 1,
          float opacity = 1);

enum class Filter { nearest, bilinear, area };

// Draws `texture` with its top left corner at `corner` and each of its pixels `scale` wide.
// Sampled at pixel centres, as a game's interface is.
void draw_texture(Image& image, const Image& texture, Point corner, float scale, Filter filter);

// The rectangle from `corner`, `side` pixels wide and high, as a `size` x `size` picture. Positions
// outside of the picture read its nearest pixel. Area: the mean over each target pixel's rectangle.
Image crop_square(const Image& image, Point corner, float side, int size, Filter filter);

}  // namespace render_frames
