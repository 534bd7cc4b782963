#include "watch/decide/gray_plane.h"

#include "data/gray.h"

namespace sprint::watch {

void GrayPlane::resize(int width, int height) {
  width_ = width;
  height_ = height;
  const auto columns = static_cast<size_t>(width), rows = static_cast<size_t>(height);
  pixels_.resize(columns * rows);
  sums_.assign((columns + 1) * (rows + 1), 0);
  squares_.assign((columns + 1) * (rows + 1), 0);
}

void GrayPlane::integrate() {
  const size_t columns = static_cast<size_t>(width_), stride = columns + 1;
  const int16_t* pixel = pixels_.data();
  for (size_t y = 1; y <= static_cast<size_t>(height_); ++y) {
    uint32_t sum = 0, square = 0;  // of this row so far
    for (size_t i = y * stride + 1; i < (y + 1) * stride; ++i, ++pixel) {
      const auto value = static_cast<uint32_t>(*pixel);
      sums_[i] = sums_[i - stride] + (sum += value);
      squares_[i] = squares_[i - stride] + (square += value * value);
    }
  }
}

void GrayPlane::assign(const Image& image) {
  if (image.width != width_ || image.height != height_) resize(image.width, image.height);
  const uint8_t* rgb = image.pixels.data();
  for (int16_t& pixel : pixels_) {
    pixel = data::gray(rgb);
    rgb += 3;
  }
  integrate();
}

void GrayPlane::assign_half(const GrayPlane& plane) {
  const int width = plane.width() / 2, height = plane.height() / 2;
  if (width != width_ || height != height_) resize(width, height);
  int16_t* to = pixels_.data();
  for (int y = 0; y < height; ++y) {
    const int16_t *upper = plane.row(2 * y), *lower = plane.row(2 * y + 1);
    for (int x = 0; x < 2 * width; x += 2) {
      const int sum = upper[x] + upper[x + 1] + lower[x] + lower[x + 1];
      *to++ = static_cast<int16_t>((sum + 2) >> 2);
    }
  }
  integrate();
}

}  // namespace sprint::watch
