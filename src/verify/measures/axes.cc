#include "verify/measures/axes.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace sprint::verify {
namespace {

// Whether f(sum over a line of term(value)) holds for every line.
template <typename Term, typename Holds>
bool every_line(const std::vector<float>& values, const Axis& axis, const Term& term,
                const Holds& holds) {
  for (size_t line = 0; line < axis.lines(); ++line) {
    double sum = 0;
    for (size_t i = 0; i < axis.size; ++i)
      sum += term(values[axis.start(line) + i * axis.inner_count]);
    if (!holds(sum)) return false;
  }
  return true;
}

bool about_one(double sum) { return std::abs(sum - 1) <= 2e-3; }

bool sums_to_one(const std::vector<float>& values, const Axis& axis, bool logarithmic) {
  const bool in_range = std::ranges::all_of(values, [&](float value) {
    return logarithmic ? value <= 1e-4F : value >= -1e-4F && value <= 1 + 1e-4F;
  });
  const auto term = [&](float value) {
    return logarithmic ? std::exp(static_cast<double>(value)) : static_cast<double>(value);
  };
  return in_range && every_line(values, axis, term, about_one);
}

bool is_float(const Tensor& tensor) {
  return tensor.dtype == DType::float32 || tensor.dtype == DType::float16 ||
         tensor.dtype == DType::float64 || tensor.dtype == DType::bfloat16;
}

// Whether `holds` for the output's values along `axis` in every example.
template <typename Holds>
bool in_every_example(const Evidence& evidence, size_t output, size_t axis, const Holds& holds) {
  return std::ranges::all_of(evidence.examples, [&](const std::vector<Tensor>& example) {
    const Tensor& tensor = example[output];
    return is_float(tensor) && axis < tensor.dims.size() && tensor.count() > 0 &&
           holds(to_floats(tensor), axis_of(tensor.dims, axis));
  });
}

std::optional<size_t> channel_axis(const std::vector<int64_t>& dims) {
  const size_t last = dims.size() - 1;
  if (dims[2] == dims[3] && dims[1] != dims[2]) return 1;
  if (dims[1] == dims[2] && dims[2] != dims[3]) return last;
  return dims[last] < dims[1] ? last : 1;
}

}  // namespace

Axis axis_of(std::span<const int64_t> dims, size_t axis) {
  Axis made;
  for (size_t i = 0; i < dims.size(); ++i)
    (i < axis    ? made.outer_count
     : i == axis ? made.size
                 : made.inner_count) *= static_cast<size_t>(dims[i]);
  return made;
}

std::optional<Distribution> distribution_of(const Evidence& evidence, size_t output) {
  const std::vector<int64_t>& dims = evidence.examples[0][output].dims;
  for (const bool logarithmic : {false, true})
    for (size_t i = dims.size(); i-- > 0;) {
      if (dims[i] < 2) continue;
      const auto holds = [&](const std::vector<float>& values, const Axis& axis) {
        return sums_to_one(values, axis, logarithmic);
      };
      if (in_every_example(evidence, output, i, holds)) return Distribution{i, logarithmic};
    }
  return {};
}

std::optional<size_t> unit_axis_of(const Evidence& evidence, size_t output) {
  const std::vector<int64_t>& dims = evidence.examples[0][output].dims;
  if (dims.empty() || dims.back() < 4) return {};
  const auto holds = [](const std::vector<float>& values, const Axis& axis) {
    return every_line(
        values, axis, [](float value) { return static_cast<double>(value) * value; }, about_one);
  };
  const size_t last = dims.size() - 1;
  return in_every_example(evidence, output, last, holds) ? std::optional(last) : std::nullopt;
}

std::optional<size_t> part_axis_of(const Evidence& evidence, size_t output) {
  const std::vector<int64_t>& dims = evidence.examples[0][output].dims;
  std::optional<size_t> axis;
  if (dims.size() == 1) axis = 0;
  if (dims.size() == 2) axis = 1;
  if (dims.size() == 3) axis = dims[1] > 1 && dims[1] < dims[2] ? 1 : 2;
  if (dims.size() == 4) axis = channel_axis(dims);
  if (dims.size() > 4) axis = 1;
  if (!axis || dims[*axis] < 2 || dims[*axis] > kMostParts) return {};
  const bool same = std::ranges::all_of(evidence.examples, [&](const auto& example) {
    return example[output].dims.size() == dims.size() && example[output].dims[*axis] == dims[*axis];
  });
  return same ? axis : std::nullopt;
}

}  // namespace sprint::verify
