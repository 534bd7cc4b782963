// Resizing as OpenCV does it (modules/imgproc/src/resize.cpp of 4.x, for 8-bit pictures): the same
// sampling positions, the same fixed-point and float arithmetic, written anew in separable passes
// over tables of coefficients.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "base/error.h"
#include "data/picture_size.h"
#include "sprint/preprocess.h"

namespace sprint {
namespace {

constexpr int kChannels = 3;

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

Image blank(int width, int height) {
  return {width, height, std::vector<uint8_t>(static_cast<size_t>(width) * height * kChannels)};
}

const uint8_t* row_of(const Image& image, int y) {
  return image.pixels.data() + static_cast<size_t>(y) * image.width * kChannels;
}

uint8_t* row_of(Image& image, int y) {
  return image.pixels.data() + static_cast<size_t>(y) * image.width * kChannels;
}

// Nearest: target pixel i shows source pixel floor(i * scale).
std::vector<int> nearest_positions(const Axis& axis) {
  std::vector<int> positions(static_cast<size_t>(axis.target));
  for (int i = 0; i < axis.target; ++i) {
    positions[static_cast<size_t>(i)] =
        std::min(static_cast<int>(std::floor(i * axis.scale())), axis.source - 1);
  }
  return positions;
}

Image resize_nearest(const Image& image, const Axis& across, const Axis& down) {
  Image resized = blank(across.target, down.target);
  const std::vector<int> columns = nearest_positions(across), rows = nearest_positions(down);
  uint8_t* to = resized.pixels.data();
  for (const int y : rows) {
    const uint8_t* row = row_of(image, y);
    for (const int x : columns) {
      const uint8_t* from = row + static_cast<size_t>(x) * kChannels;
      for (int channel = 0; channel < kChannels; ++channel) *to++ = from[channel];
    }
  }
  return resized;
}

// Linear interpolation in fixed point: two neighbouring source pixels and their weights, which add
// up to kOne. Beyond an edge both are the pixel at the edge.
struct LinearTap {
  int pixels[2];
  int16_t weights[2];
};

constexpr int kOne = 2048;  // weight 1.0: 11 bits of fraction

// How far target pixel i lies behind its first source pixel, and that pixel. Pixel centres at .5;
// `cover` is OpenCV's emulation of area where it has to enlarge: a source pixel is repeated as long
// as the target pixel lies wholly within it, and blended where it straddles two.
std::pair<int, float> linear_position(const Axis& axis, int i, bool cover) {
  if (!cover) {
    const auto centre = static_cast<float>((i + 0.5) * axis.scale() - 0.5);
    const int first = static_cast<int>(std::floor(centre));
    return {first, centre - static_cast<float>(first)};
  }
  const int first = static_cast<int>(std::floor(i * axis.scale()));
  const auto past = static_cast<float>((i + 1) - (first + 1) * axis.magnification());
  return {first, past <= 0.0F ? 0.0F : past - std::floor(past)};
}

std::vector<LinearTap> linear_taps(const Axis& axis, bool cover) {
  std::vector<LinearTap> taps;
  taps.reserve(static_cast<size_t>(axis.target));
  for (int i = 0; i < axis.target; ++i) {
    const auto [first, weight] = linear_position(axis, i, cover);
    taps.push_back({{std::clamp(first, 0, axis.source - 1), std::min(first + 1, axis.source - 1)},
                    {static_cast<int16_t>(std::lrintf((1.0F - weight) * kOne)),
                     static_cast<int16_t>(std::lrintf(weight * kOne))}});
  }
  return taps;
}

// One source row, `kChannels` values per tap, times kOne.
void interpolate_row(const uint8_t* row, const std::vector<LinearTap>& taps, int* to) {
  for (const LinearTap& tap : taps) {
    const uint8_t* from = row + static_cast<size_t>(tap.pixels[0]) * kChannels;
    const uint8_t* next = row + static_cast<size_t>(tap.pixels[1]) * kChannels;
    for (int channel = 0; channel < kChannels; ++channel) {
      *to++ = from[channel] * tap.weights[0] + next[channel] * tap.weights[1];
    }
  }
}

// Blends two interpolated rows; 4 bits are dropped before and 16 after each product, 2 at the end,
// so that everything fits into 32 bits.
void blend_rows(const int* upper, const int* lower, const int16_t* weights, int count,
                uint8_t* to) {
  const int upper_weight = weights[0], lower_weight = weights[1];
  for (int i = 0; i < count; ++i) {
    to[i] = static_cast<uint8_t>(
        (((upper_weight * (upper[i] >> 4)) >> 16) + ((lower_weight * (lower[i] >> 4)) >> 16) + 2) >>
        2);
  }
}

Image resize_linear(const Image& image, const Axis& across, const Axis& down, bool cover) {
  Image resized = blank(across.target, down.target);
  const std::vector<LinearTap> columns = linear_taps(across, cover);
  const int count = across.target * kChannels;
  std::vector<int> upper(static_cast<size_t>(count)), lower(static_cast<size_t>(count));
  int upper_y = -1, lower_y = -1;  // the source rows that they hold
  int y = 0;
  for (const LinearTap& tap : linear_taps(down, cover)) {
    const auto [first, next] = tap.pixels;
    if (upper_y != first && lower_y == first) {
      upper.swap(lower);
      std::swap(upper_y, lower_y);
    }
    if (upper_y != first) interpolate_row(row_of(image, first), columns, upper.data());
    if (lower_y != next) interpolate_row(row_of(image, next), columns, lower.data());
    upper_y = first;
    lower_y = next;
    blend_rows(upper.data(), lower.data(), tap.weights, count, row_of(resized, y++));
  }
  return resized;
}

// Area: target pixel i is the mean of the source pixels that it covers, those at its edges by the
// part covered: weights[first_weight ...] from source pixel `first` on.
struct AreaTap {
  int first, count;
  size_t first_weight;
};

struct AreaTaps {
  std::vector<AreaTap> taps;
  std::vector<float> weights;
};

constexpr double kLeastPart = 1e-3;  // parts of a pixel below this do not count

void append_area_tap(const Axis& axis, int i, AreaTaps& area) {
  const double begin = i * axis.scale(), end = begin + axis.scale();
  const double length = std::min(axis.scale(), axis.source - begin);
  const int last = std::min(static_cast<int>(std::floor(end)), axis.source - 1);
  const int first = std::min(static_cast<int>(std::ceil(begin)), last);
  AreaTap tap{first, last - first, area.weights.size()};
  if (first - begin > kLeastPart) {
    --tap.first;
    ++tap.count;
    area.weights.push_back(static_cast<float>((first - begin) / length));
  }
  area.weights.insert(area.weights.end(), static_cast<size_t>(last - first),
                      static_cast<float>(1.0 / length));
  if (end - last > kLeastPart) {
    ++tap.count;
    area.weights.push_back(static_cast<float>(std::min({end - last, 1.0, length}) / length));
  }
  area.taps.push_back(tap);
}

// Where the whole numbers of pixels per target are equal, every weight is 1: sums stay exact and
// are divided once, at the end.
AreaTaps area_taps(const Axis& axis, bool whole) {
  AreaTaps area;
  area.taps.reserve(static_cast<size_t>(axis.target));
  if (!whole) {
    for (int i = 0; i < axis.target; ++i) append_area_tap(axis, i, area);
    return area;
  }
  const int count = static_cast<int>(std::rint(axis.scale()));
  area.weights.assign(static_cast<size_t>(count), 1.0F);
  for (int i = 0; i < axis.target; ++i) area.taps.push_back({i * count, count, 0});
  return area;
}

// sums[i] = sum over the rows of tap of weight * row[i].
void sum_rows(const Image& image, const AreaTap& tap, const float* weights,
              std::vector<float>& sums) {
  std::fill(sums.begin(), sums.end(), 0.0F);
  float* to = sums.data();
  for (int k = 0; k < tap.count; ++k) {
    const uint8_t* row = row_of(image, tap.first + k);
    const float weight = weights[k];
    for (size_t i = 0; i < sums.size(); ++i) to[i] += weight * static_cast<float>(row[i]);
  }
}

void sum_columns(const std::vector<float>& sums, const AreaTaps& columns, float factor,
                 uint8_t* to) {
  for (const AreaTap& tap : columns.taps) {
    const float* weights = columns.weights.data() + tap.first_weight;
    const float* from = sums.data() + static_cast<size_t>(tap.first) * kChannels;
    float total[kChannels] = {};
    for (int k = 0; k < tap.count; ++k) {
      for (int channel = 0; channel < kChannels; ++channel) {
        total[channel] += weights[k] * from[k * kChannels + channel];
      }
    }
    for (const float value : total) {
      *to++ = static_cast<uint8_t>(std::clamp(std::lrintf(value * factor), 0L, 255L));
    }
  }
}

// Rows are summed first: that pass runs over whole rows, and only its result goes through the
// columns.
Image resize_area(const Image& image, const Axis& across, const Axis& down) {
  Image resized = blank(across.target, down.target);
  const bool whole = across.whole() && down.whole();
  const AreaTaps columns = area_taps(across, whole), rows = area_taps(down, whole);
  const auto factor =
      whole ? 1.0F / static_cast<float>(std::rint(across.scale()) * std::rint(down.scale())) : 1.0F;
  std::vector<float> sums(static_cast<size_t>(image.width) * kChannels);
  int y = 0;
  for (const AreaTap& tap : rows.taps) {
    sum_rows(image, tap, rows.weights.data() + tap.first_weight, sums);
    sum_columns(sums, columns, factor, row_of(resized, y++));
  }
  return resized;
}

// The mean of 2 x 2 pixels, halves rounded up.
Image halve(const Image& image) {
  Image half = blank(image.width / 2, image.height / 2);
  for (int y = 0; y < half.height; ++y) {
    const uint8_t *upper = row_of(image, 2 * y), *lower = row_of(image, 2 * y + 1);
    uint8_t* to = row_of(half, y);
    for (int x = 0; x < half.width; ++x, upper += 2 * kChannels, lower += 2 * kChannels) {
      for (int channel = 0; channel < kChannels; ++channel) {
        const int sum = upper[channel] + upper[channel + kChannels] + lower[channel] +
                        lower[channel + kChannels];
        *to++ = static_cast<uint8_t>((sum + 2) >> 2);
      }
    }
  }
  return half;
}

void check_picture(const Image& image) {
  data::check_picture_size(static_cast<uint64_t>(std::max(image.width, 0)),
                           static_cast<uint64_t>(std::max(image.height, 0)));
  const size_t expected = static_cast<size_t>(image.width) * image.height * kChannels;
  if (image.pixels.size() != expected) {
    fail("a picture of {} x {} pixels takes {} bytes of RGB, got {}", image.width, image.height,
         expected, image.pixels.size());
  }
}

}  // namespace

Image resize_image(const Image& image, int width, int height, ResizeMethod method) {
  check_picture(image);
  if (width <= 0 || height <= 0)
    fail_usage("a picture cannot become {} x {} pixels", width, height);
  data::check_picture_size(static_cast<uint64_t>(width), static_cast<uint64_t>(height));
  if (width == image.width && height == image.height) return image;
  const Axis across{image.width, width}, down{image.height, height};
  if (method == ResizeMethod::nearest) return resize_nearest(image, across, down);
  if (image.width == 2 * width && image.height == 2 * height) return halve(image);
  const bool area = method == ResizeMethod::area;
  if (area && width <= image.width && height <= image.height) {
    return resize_area(image, across, down);
  }
  return resize_linear(image, across, down, area);
}

}  // namespace sprint
