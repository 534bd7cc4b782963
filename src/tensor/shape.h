// Shapes that may be known only in part: dimensions are numbers, names or unknown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace sprint {

// One dimension: a number (value >= 0), a name that stands for the same number wherever it appears
// in a graph, or neither (unknown).
struct Dim {
  int64_t value = -1;
  std::string symbol;

  Dim() = default;
  Dim(int64_t number)
      : value(number) {}  // NOLINT(google-explicit-constructor): a number is a dimension
  static Dim named(std::string name) {
    Dim dim;
    dim.symbol = std::move(name);
    return dim;
  }

  bool known() const { return value >= 0; }
  friend bool operator==(const Dim&, const Dim&) = default;
};

using Shape = std::vector<Dim>;

// Every dimension as a number; nothing if one of them is not known.
std::optional<std::vector<int64_t>> known_dims(const Shape& shape);

inline Shape shape_of(const std::vector<int64_t>& dims) { return {dims.begin(), dims.end()}; }

// "[batch, 3, ?, 224]".
std::string shape_text(const Shape& shape);

}  // namespace sprint
