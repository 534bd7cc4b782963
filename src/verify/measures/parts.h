// The parts of an output, each with sums of its own.
#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "verify/measures/measure.h"

namespace sprint::verify {

// Running sums over one part: of the base x, the candidate y and their difference. Pairs that are
// equal and not finite are passed over.
struct PartSums {
  size_t count = 0;
  double sum = 0, squares = 0;      // of x
  double noise = 0, max_error = 0;  // of (x - y)^2, and the largest |x - y|; may be infinite
  double low = std::numeric_limits<double>::infinity(), high = -low;  // of x
  double candidate_low = low, candidate_high = high;

  void add(double x, double y);

  double rms() const;        // of x
  double deviation() const;  // of x from its mean
  double range() const { return count == 0 ? 0 : high - low; }
  bool candidate_constant() const { return count > 0 && candidate_low == candidate_high; }
};

// The parts of one output along part_axis_of(), or the whole output as one.
class Parts {
 public:
  Parts(const Evidence& evidence, size_t output);

  void add(const Tensor& base, const Tensor& candidate);

  size_t size() const { return parts_.size(); }
  const PartSums& operator[](size_t part) const { return parts_[part]; }
  double scale() const;  // the root mean square of the whole output
  // Which part element `index` of a tensor of these dimensions is in.
  size_t part_of(std::span<const int64_t> dims, size_t index) const;
  // "[:, 3]", where there is more than one part; else empty.
  std::string name(size_t part) const;

 private:
  std::optional<size_t> axis_;
  size_t rank_;
  std::vector<PartSums> parts_;
};

// "[0, 3, 17]": where element `index` of a tensor of these dimensions is.
std::string position_text(std::span<const int64_t> dims, size_t index);

}  // namespace sprint::verify
