#include "verify/measures/parts.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "verify/measures/axes.h"

namespace sprint::verify {

void PartSums::add(double x, double y) {
  const bool same = x == y || (std::isnan(x) && std::isnan(y));
  if (!std::isfinite(x) && same) return;
  ++count;
  const double error = same ? 0 : std::abs(x - y);
  const double bounded = std::isfinite(error) ? error : std::numeric_limits<double>::infinity();
  noise += bounded * bounded;
  max_error = std::max(max_error, bounded);
  candidate_low = std::min(candidate_low, y);
  candidate_high = std::max(candidate_high, y);
  if (!std::isfinite(x)) return;
  sum += x;
  squares += x * x;
  low = std::min(low, x);
  high = std::max(high, x);
}

double PartSums::rms() const {
  return count == 0 ? 0 : std::sqrt(squares / static_cast<double>(count));
}

double PartSums::deviation() const {
  if (count == 0) return 0;
  const double mean = sum / static_cast<double>(count);
  return std::sqrt(std::max(0.0, squares / static_cast<double>(count) - mean * mean));
}

Parts::Parts(const Evidence& evidence, size_t output)
    : axis_(part_axis_of(evidence, output)), rank_(evidence.examples[0][output].dims.size()) {
  parts_.resize(axis_ ? static_cast<size_t>(evidence.examples[0][output].dims[*axis_]) : 1);
}

size_t Parts::part_of(std::span<const int64_t> dims, size_t index) const {
  if (!axis_ || dims.size() <= *axis_) return 0;
  const Axis axis = axis_of(dims, *axis_);
  return index / axis.inner_count % axis.size;
}

void Parts::add(const Tensor& base, const Tensor& candidate) {
  const std::vector<float> x = to_floats(base), y = to_floats(candidate);
  if (axis_ && base.dims.size() > *axis_)
    parts_.resize(std::max(parts_.size(), static_cast<size_t>(base.dims[*axis_])));
  for (size_t i = 0; i < x.size(); ++i) parts_[part_of(base.dims, i)].add(x[i], y[i]);
}

double Parts::scale() const {
  double squares = 0, count = 0;
  for (const PartSums& part : parts_) {
    squares += part.squares;
    count += static_cast<double>(part.count);
  }
  return count == 0 ? 0 : std::sqrt(squares / count);
}

std::string Parts::name(size_t part) const {
  if (parts_.size() == 1) return "";
  std::vector<std::string> indices(rank_, ":");
  indices[*axis_] = std::to_string(part);
  return fmt::format("[{}]", fmt::join(indices, ", "));
}

std::string position_text(std::span<const int64_t> dims, size_t index) {
  std::vector<size_t> indices(dims.size());
  for (size_t i = dims.size(); i-- > 0;) {
    indices[i] = index % static_cast<size_t>(dims[i]);
    index /= static_cast<size_t>(dims[i]);
  }
  return fmt::format("[{}]", fmt::join(indices, ", "));
}

}  // namespace sprint::verify
