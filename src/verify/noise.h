// Signal and noise: what stands behind SQNR.
#pragma once

#include <span>

namespace sprint::verify {

// Sums over pairs of numbers. Pairs that are equal, infinities included, add no noise.
class Noise {
 public:
  void add(std::span<const float> base, std::span<const float> candidate);
  void add(const Noise& other);

  // 10 log10(signal / noise) within [-kMaxSqnrDb, kMaxSqnrDb].
  double sqnr_db() const;
  double max_abs_error() const { return max_error_; }

 private:
  double signal_ = 0, noise_ = 0, max_error_ = 0;
};

}  // namespace sprint::verify
