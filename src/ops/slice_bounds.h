// Which elements a slice takes: the rule of ONNX's operator Slice, for shape inference, folding and
// the native runtime.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "ops/evaluate.h"

namespace sprint::ops {

// One axis of a slice with the limits as given; `step` is not 0.
struct Cut {
  size_t axis;
  int64_t start, end, step;
};

// The cuts of a slice of a tensor of `rank`. Empty `axes` stand for the first ones, empty `steps`
// for ones. Throws Error where the lengths differ, an axis is out of range or given twice, or a
// step is 0.
std::vector<Cut> cuts_of(const std::vector<int64_t>& starts, const std::vector<int64_t>& ends,
                         std::vector<int64_t> axes, const std::vector<int64_t>& steps, size_t rank);

// Elements start, start + step, ... of an axis, `count` of them; with one or none `step` means
// nothing and is 0.
struct Run {
  int64_t start = 0, step = 0, count = 0;
};

// What a cut takes of an axis of `size` elements: limits below 0 count from the end; then a start
// is clamped to [0, size], or to [0, size - 1] where the step is negative, and an end to [0, size],
// or to [-1, size - 1].
Run run_of(const Cut& cut, int64_t size);

// The elements of a row-major tensor of `dims` that the cuts take.
StridedView slice_view(const std::vector<int64_t>& dims, const std::vector<Cut>& cuts);

}  // namespace sprint::ops
