// Times in bins whose width grows with the time: fixed memory, fixed relative error.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace sprint::watch {

// From 64 ns on every octave [2^k, 2^(k+1)) ns is cut into 32 bins of equal width, below that a bin
// is 1 ns wide; so the middle of a bin is within 1/64 of every value in it (Tene, HdrHistogram).
// Values of 2^40 ns (18 minutes) and more share the last bin. Takes 9 KB; record() allocates
// nothing.
class LogHistogram {
 public:
  void record(std::chrono::nanoseconds time);

  int64_t count() const { return count_; }
  // Of all times; exact.
  std::chrono::nanoseconds sum() const { return sum_; }
  std::chrono::nanoseconds max() const { return max_; }

  // The ceil(q * count())-th smallest time, for q in [0, 1], within 1/64 of it and at most max(); 0
  // where there is none.
  std::chrono::nanoseconds quantile(double q) const;

  struct Bin {
    std::chrono::nanoseconds lowest, highest;  // of the values in it, both included
    int64_t count;
  };
  // Those that are not empty, lowest first.
  std::vector<Bin> bins() const;

  // What was recorded after `before`, an earlier state of this histogram; its maximum is within
  // 1/32 above the true one.
  LogHistogram since(const LogHistogram& before) const;

 private:
  static constexpr int kSubdivisionBits = 5;
  static constexpr int kRangeBits = 40;
  static constexpr size_t kBins = static_cast<size_t>(kRangeBits - kSubdivisionBits + 1)
                                  << kSubdivisionBits;

  static size_t index_of(int64_t value);
  static Bin bounds_of(size_t index);

  std::array<int64_t, kBins> counts_{};
  int64_t count_ = 0;
  std::chrono::nanoseconds sum_{0}, max_{0};
};

}  // namespace sprint::watch
