#include "watch/collect/near_duplicates.h"

#include <algorithm>
#include <cstdlib>

#include "data/gray.h"

namespace sprint::watch {

NearDuplicates::NearDuplicates(size_t remembered, double bound)
    : most_(remembered), bound_(bound) {}

// The mean grey level of each cell; a cell without a pixel, in a smaller frame, is 0.
NearDuplicates::Thumbnail NearDuplicates::thumbnail(const Image& frame) {
  std::array<uint32_t, kSide * kSide> sums{}, counts{};
  const uint8_t* pixel = frame.pixels.data();
  for (int y = 0; y < frame.height; ++y) {
    const auto row = static_cast<size_t>(int64_t{y} * kSide / frame.height) * kSide;
    for (int x = 0; x < frame.width; ++x, pixel += 3) {
      const size_t cell = row + static_cast<size_t>(int64_t{x} * kSide / frame.width);
      sums[cell] += data::gray(pixel);
      ++counts[cell];
    }
  }
  Thumbnail cells{};
  for (size_t i = 0; i < cells.size(); ++i) {
    if (counts[i] > 0) cells[i] = static_cast<uint8_t>(sums[i] / counts[i]);
  }
  return cells;
}

bool NearDuplicates::similar(const Thumbnail& kept) const {
  int sum = 0;
  for (size_t i = 0; i < kept.size(); ++i) sum += std::abs(kept[i] - asked_[i]);
  return sum <= bound_ * levels_;
}

bool NearDuplicates::seen(const Image& frame) {
  asked_ = thumbnail(frame);
  levels_ = std::min(frame.width, kSide) * std::min(frame.height, kSide);
  return std::ranges::any_of(kept_, [&](const Thumbnail& kept) { return similar(kept); });
}

void NearDuplicates::remember() {
  if (kept_.size() < most_) {
    kept_.push_back(asked_);
  } else if (most_ > 0) {
    kept_[oldest_] = asked_;
    oldest_ = (oldest_ + 1) % most_;
  }
}

}  // namespace sprint::watch
