// An integer that shape arithmetic computes: a number, an expression in named dimensions, or
// unknown.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "tensor/shape.h"

namespace sprint::ops {

// Expressions are kept as canonical text ("batch*49"), so that equal expressions compare equal; one
// that would grow over 64 characters becomes unknown.
struct Element {
  std::optional<int64_t> value;
  std::string symbol;  // empty where value is set or nothing is known

  Element() = default;
  Element(int64_t number) : value(number) {}  // NOLINT(google-explicit-constructor): as for Dim
  explicit Element(const Dim& dim);

  bool known() const { return value.has_value(); }
  bool unknown() const { return !value && symbol.empty(); }
  // Two unknown elements are never equal.
  bool same(const Element& other) const;
};

using Elements = std::vector<Element>;

// The element as a dimension; unknown where it is negative.
Dim to_dim(const Element& element);

// Results that overflow, and divisions by zero, are unknown.
Element add(const Element& a, const Element& b);
Element subtract(const Element& a, const Element& b);
Element multiply(const Element& a, const Element& b);
// Truncates as ONNX's integer Div does.
Element divide(const Element& a, const Element& b);

// The product of all; 1 for none.
Element product(const Elements& factors);

// The numbers; nothing if one is not known.
std::optional<std::vector<int64_t>> known_values(const Elements& elements);

}  // namespace sprint::ops
