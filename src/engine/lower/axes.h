// Axes and elements, as rules read them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/error.h"
#include "engine/operand.h"

namespace sprint::engine {

// An axis that may count from the end; throws Error where the rank has no such axis.
inline size_t axis_within(int64_t axis, size_t rank) {
  const auto count = static_cast<int64_t>(rank);
  if (axis < -count || axis >= count) fail("axis {} of rank {}", axis, rank);
  return static_cast<size_t>(axis < 0 ? axis + count : axis);
}

// Throws Error for types under 8 bits and strings.
inline size_t element_bytes(const Operand& operand) {
  const int bits = dtype_bits(operand.dtype);
  if (bits < 8) fail("the native runtime moves no elements of {}", dtype_name(operand.dtype));
  return static_cast<size_t>(bits) / 8;
}

// The product of dimensions first .. last - 1.
inline int64_t product(const std::vector<int64_t>& dims, size_t first, size_t last) {
  int64_t result = 1;
  for (size_t i = first; i < last; ++i) result *= dims[i];
  return result;
}

}  // namespace sprint::engine
