#include <algorithm>
#include <utility>
#include <vector>

#include "data/resize_pass.h"

namespace sprint::data {
namespace {

// Linear interpolation in fixed point: two neighbouring source pixels and their weights, which add
// up to kOne. Beyond an edge both are the pixel at the edge.
struct LinearTap {
  int pixels[2];
  int16_t weights[2];
};

constexpr int kOne = 2048;  // weight 1.0: 11 bits of fraction

// How far target pixel i lies behind its first source pixel, and that pixel. Pixel centres at .5
// unless `cover`.
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

class LinearPass final : public ResizePass {
 public:
  LinearPass(const Axis& across, const Axis& down, bool cover)
      : columns_(linear_taps(across, cover)),
        rows_(linear_taps(down, cover)),
        upper_(static_cast<size_t>(across.target) * kChannels),
        lower_(upper_.size()) {}

  void run(const Image& image, Image& resized) override {
    int upper_y = -1, lower_y = -1;  // the source rows that upper_ and lower_ hold
    int y = 0;
    for (const LinearTap& tap : rows_) {
      const auto [first, next] = tap.pixels;
      if (upper_y != first && lower_y == first) {
        upper_.swap(lower_);
        std::swap(upper_y, lower_y);
      }
      if (upper_y != first) interpolate_row(row_of(image, first), columns_, upper_.data());
      if (lower_y != next) interpolate_row(row_of(image, next), columns_, lower_.data());
      upper_y = first;
      lower_y = next;
      blend_rows(upper_.data(), lower_.data(), tap.weights, static_cast<int>(upper_.size()),
                 row_of(resized, y++));
    }
  }

 private:
  std::vector<LinearTap> columns_, rows_;
  std::vector<int> upper_, lower_;
};

}  // namespace

std::unique_ptr<ResizePass> linear_pass(const Axis& across, const Axis& down, bool cover) {
  return std::make_unique<LinearPass>(across, down, cover);
}

}  // namespace sprint::data
