// Finds an icon of unknown size in a picture.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "watch/decide/gray_plane.h"
#include "watch/decide/pattern.h"

namespace sprint::watch {

// The sizes at which an icon is looked for: 2^(step / 20) times its own, from 0.71 to 1.41.
inline constexpr int kLeastStep = -10, kGreatestStep = 10;
// The coarse search takes every second step.
inline constexpr int kCoarseStride = 2;

// Grey planes of a frame: whole, and of half the size.
struct Pyramid {
  GrayPlane whole, half;

  void assign(const Image& frame) {
    whole.assign(frame);
    half.assign_half(whole);
  }
};

struct Found {
  double score = -1;  // correlation in [-1, 1]; -1: the icon fits nowhere
  int x = 0, y = 0;   // its top left corner
  int step = 0;       // its size
};

class IconSearch {
 public:
  explicit IconSearch(const Icon& icon);

  // The best match at the coarse steps `steps` and between them. All places are looked at in the
  // coarse search, at half resolution unless the icon is small; the best few of them are then
  // looked at in full. Allocates nothing once it has seen a frame of this size.
  Found find(const Pyramid& frame, std::span<const int> steps);

  // Whether the icon fits into a frame of this size at any step.
  bool fits(int width, int height) const;

 private:
  static constexpr size_t kCandidates = 6;

  struct Candidates;

  void look(const Pyramid& frame, int step, Candidates& candidates);
  // Improves `best` by the places and steps next to `near`.
  void refine(const Pyramid& frame, const Found& near, Found& best);

  bool halved_;                  // the coarse search is at half resolution
  std::vector<Pattern> fine_;    // by step
  std::vector<Pattern> coarse_;  // by step / kCoarseStride
  std::vector<int16_t> strip_;
};

}  // namespace sprint::watch
