#include "data/resize.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/error.h"
#include "data/picture_size.h"

namespace sprint {
namespace data {
namespace {

// Nearest: target pixel i shows source pixel floor(i * scale).
std::vector<int> nearest_positions(const Axis& axis) {
  std::vector<int> positions(static_cast<size_t>(axis.target));
  for (int i = 0; i < axis.target; ++i) {
    positions[static_cast<size_t>(i)] =
        std::min(static_cast<int>(std::floor(i * axis.scale())), axis.source - 1);
  }
  return positions;
}

class NearestPass final : public ResizePass {
 public:
  NearestPass(const Axis& across, const Axis& down)
      : columns_(nearest_positions(across)), rows_(nearest_positions(down)) {}

  void run(const Image& image, Image& resized) override {
    uint8_t* to = resized.pixels.data();
    for (const int y : rows_) {
      const uint8_t* row = row_of(image, y);
      for (const int x : columns_) {
        const uint8_t* from = row + static_cast<size_t>(x) * kChannels;
        for (int channel = 0; channel < kChannels; ++channel) *to++ = from[channel];
      }
    }
  }

 private:
  std::vector<int> columns_, rows_;
};

// The mean of 2 x 2 pixels, halves rounded up.
class HalvePass final : public ResizePass {
 public:
  void run(const Image& image, Image& resized) override {
    for (int y = 0; y < resized.height; ++y) {
      const uint8_t *upper = row_of(image, 2 * y), *lower = row_of(image, 2 * y + 1);
      uint8_t* to = row_of(resized, y);
      for (int x = 0; x < resized.width; ++x, upper += 2 * kChannels, lower += 2 * kChannels) {
        for (int channel = 0; channel < kChannels; ++channel) {
          const int sum = upper[channel] + upper[channel + kChannels] + lower[channel] +
                          lower[channel + kChannels];
          *to++ = static_cast<uint8_t>((sum + 2) >> 2);
        }
      }
    }
  }
};

void check_picture(const Image& image) {
  check_picture_size(static_cast<uint64_t>(std::max(image.width, 0)),
                     static_cast<uint64_t>(std::max(image.height, 0)));
  const size_t expected = static_cast<size_t>(image.width) * image.height * kChannels;
  if (image.pixels.size() != expected) {
    fail("a picture of {} x {} pixels takes {} bytes of RGB, got {}", image.width, image.height,
         expected, image.pixels.size());
  }
}

std::unique_ptr<ResizePass> make_pass(const Axis& across, const Axis& down, ResizeMethod method) {
  if (method == ResizeMethod::nearest) return std::make_unique<NearestPass>(across, down);
  if (across.source == 2 * across.target && down.source == 2 * down.target) {
    return std::make_unique<HalvePass>();
  }
  const bool area = method == ResizeMethod::area;
  if (area && across.target <= across.source && down.target <= down.source) {
    return area_pass(across, down);
  }
  return linear_pass(across, down, area);
}

}  // namespace

Resizer::Resizer(int width, int height, ResizeMethod method)
    : width_(width), height_(height), method_(method) {
  if (width <= 0 || height <= 0)
    fail_usage("a picture cannot become {} x {} pixels", width, height);
  check_picture_size(static_cast<uint64_t>(width), static_cast<uint64_t>(height));
}

const Image& Resizer::run(const Image& image) {
  check_picture(image);
  if (image.width == width_ && image.height == height_) return image;
  if (image.width != source_width_ || image.height != source_height_) {
    pass_ = make_pass({image.width, width_}, {image.height, height_}, method_);
    resized_ = {width_, height_, {}};
    resized_.pixels.resize(static_cast<size_t>(width_) * height_ * kChannels);
    source_width_ = image.width;
    source_height_ = image.height;
  }
  pass_->run(image, resized_);
  return resized_;
}

}  // namespace data

Image resize_image(const Image& image, int width, int height, ResizeMethod method) {
  return data::Resizer(width, height, method).run(image);
}

}  // namespace sprint
