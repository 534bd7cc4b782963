// What the values of the base's outputs say of their axes.
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "verify/measures/measure.h"

namespace sprint::verify {

// A tensor seen along one axis: element `i` of the line at (`outer`, `inner`) is
// values[(outer * size + i) * inner_count + inner].
struct Axis {
  size_t outer_count = 1, size = 1, inner_count = 1;

  size_t lines() const { return outer_count * inner_count; }
  // Of the first element of line `line`, in [0, lines()); the next lies inner_count further.
  size_t start(size_t line) const {
    return line / inner_count * size * inner_count + line % inner_count;
  }
};

// Requires axis < dims.size().
Axis axis_of(std::span<const int64_t> dims, size_t axis);

// The axis over which the output is a distribution in every example: its values lie in [0, 1] and
// add up to 1 (Softmax), or their exponentials do (LogSoftmax). Axes of one element do not count.
struct Distribution {
  size_t axis = 0;
  bool logarithmic = false;
};
std::optional<Distribution> distribution_of(const Evidence& evidence, size_t output);

// The last axis, where it has four elements at least and the vectors along it have length 1 in
// every example.
std::optional<size_t> unit_axis_of(const Evidence& evidence, size_t output);

// The axis whose elements are parts of their own: channels or columns. Nothing for a scalar, and
// for axes so long that their elements are samples of one signal rather than parts (kMostParts).
//   [N, K] and [K]: K; [N, A, B]: the shorter of A and B;
//   [N, C, H, W]: C, or the last where the shape says channels come last: [N, H, H, C], or the last
//   is the shorter one and height and width differ.
constexpr int64_t kMostParts = 128;
std::optional<size_t> part_axis_of(const Evidence& evidence, size_t output);

}  // namespace sprint::verify
