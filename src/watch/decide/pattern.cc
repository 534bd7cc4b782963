#include "watch/decide/pattern.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace sprint::watch {
namespace {

constexpr uint8_t kLeastAlpha = 128;
constexpr size_t kVector = 8;  // values are filled up to a multiple of this

// The runs of pixels that take part in row `y`.
std::vector<Rectangle> runs_of_row(const Icon& icon, int y) {
  std::vector<Rectangle> runs;
  const uint8_t* alpha = icon.alpha.data() + static_cast<ptrdiff_t>(y) * icon.width;
  for (int x = 0; x < icon.width; ++x) {
    if (alpha[x] < kLeastAlpha) continue;
    const int begin = x;
    while (x < icon.width && alpha[x] >= kLeastAlpha) ++x;
    runs.push_back({begin, y, x - begin, 1});
  }
  return runs;
}

// Runs that continue one of the row above make it higher.
std::vector<Rectangle> mask_rectangles(const Icon& icon) {
  std::vector<Rectangle> rectangles;
  for (int y = 0; y < icon.height; ++y) {
    for (const Rectangle& run : runs_of_row(icon, y)) {
      const auto above = std::ranges::find_if(rectangles, [&](const Rectangle& other) {
        return other.x == run.x && other.width == run.width && other.y + other.height == y;
      });
      if (above != rectangles.end()) {
        ++above->height;
      } else {
        rectangles.push_back(run);
      }
    }
  }
  return rectangles;
}

// Both hold `size` elements, a multiple of kVector.
int32_t dot(const int16_t* a, const int16_t* b, size_t size) {
  int32_t sum = 0;
  for (size_t i = 0; i < size / kVector * kVector; ++i) sum += int32_t{a[i]} * b[i];
  return sum;
}

}  // namespace

Pattern::Pattern(const Icon& icon)
    : width_(icon.width), height_(icon.height), rectangles_(mask_rectangles(icon)) {
  if (icon.gray.size() > kMaxPixels) fail_internal("a pattern of {} pixels", icon.gray.size());
  values_.resize((icon.gray.size() + kVector - 1) / kVector * kVector);
  int64_t squares = 0;
  for (size_t i = 0; i < icon.gray.size(); ++i) {
    if (icon.alpha[i] < kLeastAlpha) continue;
    values_[i] = icon.gray[i];
    ++count_;
    sum_ += values_[i];
    squares += int64_t{values_[i]} * values_[i];
  }
  variance_ = count_ * squares - sum_ * sum_;
}

void Pattern::copy_strip(const GrayPlane& plane, int x, int y, int rows,
                         std::vector<int16_t>& strip) const {
  // The last window may be read up to a whole vector behind its end.
  const size_t needed = static_cast<size_t>(rows) * static_cast<size_t>(width_) + kVector;
  if (strip.size() < needed) strip.resize(needed);
  int16_t* to = strip.data();
  for (int row = y; row < y + rows; ++row) to = std::copy_n(plane.row(row) + x, width_, to);
}

double Pattern::score(const GrayPlane& plane, int x, int y, const int16_t* window) const {
  uint32_t sum = 0, squares = 0;
  for (const Rectangle& part : rectangles_) {
    const Rectangle covered{x + part.x, y + part.y, part.width, part.height};
    sum += plane.sum(covered);
    squares += plane.sum_of_squares(covered);
  }
  const int64_t variance = count_ * squares - int64_t{sum} * sum;
  if (variance <= 0 || variance_ <= 0) return 0;
  const int64_t covariance = count_ * dot(window, values_.data(), values_.size()) - sum_ * sum;
  return static_cast<double>(covariance) /
         std::sqrt(static_cast<double>(variance) * static_cast<double>(variance_));
}

}  // namespace sprint::watch
