// A grey picture that window sums can be read from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "sprint/preprocess.h"

namespace sprint::watch {

struct Rectangle {
  int x = 0, y = 0, width = 0, height = 0;
};

// Grey levels 0 to 255, row-major, and their integral images. Assigning a picture of the size
// before allocates nothing.
class GrayPlane {
 public:
  void assign(const Image& image);
  // The mean of 2 x 2 pixels, halves rounded up; a last odd row or column is left out.
  void assign_half(const GrayPlane& plane);

  int width() const { return width_; }
  int height() const { return height_; }
  const int16_t* row(int y) const {
    return pixels_.data() + static_cast<size_t>(y) * static_cast<size_t>(width_);
  }

  // Sums over the pixels of a rectangle within the picture, of at most 2^16 pixels: they are right
  // modulo 2^32.
  uint32_t sum(const Rectangle& window) const { return window_sum(sums_, window); }
  uint32_t sum_of_squares(const Rectangle& window) const { return window_sum(squares_, window); }

 private:
  void resize(int width, int height);
  void integrate();

  uint32_t window_sum(const std::vector<uint32_t>& integral, const Rectangle& window) const {
    const size_t stride = static_cast<size_t>(width_) + 1;
    const uint32_t* upper = integral.data() + static_cast<size_t>(window.y) * stride + window.x;
    const uint32_t* lower = upper + static_cast<size_t>(window.height) * stride;
    return lower[window.width] - lower[0] - upper[window.width] + upper[0];
  }

  int width_ = 0, height_ = 0;
  std::vector<int16_t> pixels_;
  // (height + 1) x (width + 1): the sum over all pixels above and to the left, modulo 2^32.
  std::vector<uint32_t> sums_, squares_;
};

}  // namespace sprint::watch
