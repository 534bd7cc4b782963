// How a range of real numbers maps to 8-bit integers: real = scale * (integer - zero_point).
#pragma once

#include "calibrate/ranges.h"
#include "sprint/tensor.h"

namespace sprint::quantization {

// The type of the integers, and whether the zero point is the middle of it.
struct Scheme {
  DType type = DType::uint8;  // uint8 or int8
  bool symmetric = false;
};

struct Params {
  float scale = 1;
  int zero_point = 0;

  friend bool operator==(const Params&, const Params&) = default;
};

struct IntegerRange {
  int low, high;
};

// All integers of the type; for symmetric int8 those with a negative, -127 .. 127.
IntegerRange integer_range(Scheme scheme);

// A part of a range that gets fewer than kMinCodes (4 bits) of the kWholeCodes steps that cover the
// whole is taken for lost.
constexpr float kWholeCodes = 255;
constexpr float kMinCodes = 16;

// Parameters with which the integers cover `range` and zero. Zero always is an integer, so that
// padding is exact. With r the range widened to hold zero, and for a symmetric scheme made
// symmetric, and i the integer range:
//   scale = (r.high - r.low) / (i.high - i.low), computed in double, then rounded to float
//   zero_point = round_half_even(i.low - r.low / scale); symmetric: 0 for int8, 128 for uint8
// A range too narrow for the scale to be a normal float gets scale 1 (all its values become zero).
Params choose_params(calibrate::Range range, Scheme scheme);

// The zero point of every symmetric tensor of the type.
int symmetric_zero_point(DType type);

// What the integers of `type` stand for.
calibrate::Range representable(const Params& params, DType type);

}  // namespace sprint::quantization
