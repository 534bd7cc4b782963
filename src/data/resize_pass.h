// Resizing as OpenCV does it (modules/imgproc/src/resize.cpp of 4.x, for 8-bit pictures): the same
// sampling positions, the same fixed-point and float arithmetic, written anew in separable passes
// over tables of coefficients.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>

#include "sprint/preprocess.h"

namespace sprint::data {

inline constexpr int kChannels = 3;

// One axis: `source` pixels become `target` pixels.
struct Axis {
  int source, target;

  double magnification() const { return static_cast<double>(target) / source; }
  // Source pixels per target pixel, rounded as OpenCV does: twice.
  double scale() const { return 1.0 / magnification(); }
  // Whether every target pixel covers the same whole number of source pixels.
  bool whole() const {
    return std::abs(scale() - std::rint(scale())) < std::numeric_limits<double>::epsilon();
  }
};

inline const uint8_t* row_of(const Image& image, int y) {
  return image.pixels.data() + static_cast<size_t>(y) * image.width * kChannels;
}

inline uint8_t* row_of(Image& image, int y) {
  return image.pixels.data() + static_cast<size_t>(y) * image.width * kChannels;
}

// One method between two sizes: its tables and the memory that it needs.
class ResizePass {
 public:
  virtual ~ResizePass() = default;
  ResizePass() = default;
  ResizePass(const ResizePass&) = delete;
  ResizePass& operator=(const ResizePass&) = delete;

  // `resized` has room for all its pixels. Allocates nothing.
  virtual void run(const Image& image, Image& resized) = 0;
};

std::unique_ptr<ResizePass> area_pass(const Axis& across, const Axis& down);

// `cover` is OpenCV's emulation of area where it has to enlarge: a source pixel is repeated as long
// as the target pixel lies wholly within it, and blended where it straddles two.
std::unique_ptr<ResizePass> linear_pass(const Axis& across, const Axis& down, bool cover);

}  // namespace sprint::data
