// What is looked for, at one size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "watch/decide/gray_plane.h"

namespace sprint::watch {

// An icon in grey; pixels whose alpha is below 128 do not take part in matching.
struct Icon {
  int width = 0, height = 0;
  std::vector<uint8_t> gray, alpha;  // width * height each, row-major
};

// An icon prepared for zero-mean normalized cross-correlation,
//   r = sum (T - mean T)(I - mean I) / sqrt(sum (T - mean T)^2 * sum (I - mean I)^2)
// over the n pixels that take part, as OpenCV's TM_CCOEFF_NORMED with a mask of 0 and 1. Computed
// from exact integer sums by
//   r = (n sum TI - sum T sum I) / sqrt((n sum T^2 - (sum T)^2)(n sum I^2 - (sum I)^2)).
class Pattern {
 public:
  // Above this a sum of products might not fit into 32 bits.
  static constexpr int kMaxPixels = 1 << 15;

  // Requires at most kMaxPixels pixels.
  explicit Pattern(const Icon& icon);

  int width() const { return width_; }
  int height() const { return height_; }
  // Whether it can be told from an even surface; other patterns score 0 everywhere.
  bool has_contrast() const { return variance_ > 0; }

  // Calls visit(x, y, r) for every place (top left corner) in `places`. Requires the pattern to lie
  // within the plane at each of them. `strip` is scratch memory, which grows to at most
  // plane.height() * width() + 8 elements.
  template <typename Visit>
  void correlate(const GrayPlane& plane, const Rectangle& places, std::vector<int16_t>& strip,
                 Visit visit) const {
    for (int x = places.x; x < places.x + places.width; ++x) {
      copy_strip(plane, x, places.y, places.height + height_ - 1, strip);
      for (int y = places.y; y < places.y + places.height; ++y) {
        visit(x, y,
              score(plane, x, y, strip.data() + static_cast<ptrdiff_t>(y - places.y) * width_));
      }
    }
  }

 private:
  // Columns [x, x + width) of the rows [y, y + rows), one row after the other: every window of this
  // column is then one run of memory.
  void copy_strip(const GrayPlane& plane, int x, int y, int rows,
                  std::vector<int16_t>& strip) const;
  // r of the window whose top left corner is (x, y) and whose pixels are at `window`.
  double score(const GrayPlane& plane, int x, int y, const int16_t* window) const;

  int width_, height_;
  std::vector<int16_t> values_;  // 0 where it does not take part; filled up to a multiple of 8
  std::vector<Rectangle> rectangles_;           // disjoint, together the pixels that take part
  int64_t count_ = 0, sum_ = 0, variance_ = 0;  // n, sum T, n sum T^2 - (sum T)^2
};

}  // namespace sprint::watch
