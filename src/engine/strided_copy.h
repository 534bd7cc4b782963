// Copying elements from a strided view into one run, or from runs into a strided view.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "engine/step.h"

namespace sprint::engine {

// Element [i, j, ...] of `dims` lies at from_offset + i * from[0] + j * from[1] + ... in the source
// and at to_offset + i * to[0] + ... in the result, in elements of `element_bytes`.
struct StridedCopy {
  std::vector<int64_t> dims, from, to;
  int64_t from_offset = 0, to_offset = 0;
  size_t element_bytes = 1;
};

// A step's run that copies so from one plain operand to another.
std::function<void(const Memory&)> strided_copy(const StridedCopy& copy, OperandId from,
                                                OperandId to);

}  // namespace sprint::engine
