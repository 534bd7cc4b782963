// Which frames are worth keeping.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "sprint/preprocess.h"

namespace sprint::watch {

// Remembers the last frames that were kept as thumbnails of 16 x 16 grey levels, fewer where a
// frame is smaller. A frame is a near duplicate of one where their thumbnails differ by no more
// than a bound, as the mean over all levels.
class NearDuplicates {
 public:
  // Compares with the last `remembered` frames; a bound of 0 rejects equal thumbnails only.
  NearDuplicates(size_t remembered, double bound);

  // Whether a frame like it is remembered. One pass over its pixels.
  bool seen(const Image& frame);

  // Remembers the frame that seen() was asked about last, in place of the oldest one.
  void remember();

 private:
  static constexpr int kSide = 16;
  using Thumbnail = std::array<uint8_t, kSide * kSide>;

  static Thumbnail thumbnail(const Image& frame);
  bool similar(const Thumbnail& kept) const;

  size_t most_;
  double bound_;
  Thumbnail asked_{};
  int levels_ = 0;  // of asked_ that have pixels
  std::vector<Thumbnail> kept_;
  size_t oldest_ = 0;  // in kept_, once that is full
};

}  // namespace sprint::watch
