// Rounding a quotient to an integer by multiplication.
//
// x * (1 / scale) is off from x / scale by less than 2^-23 of it: below 256 by less than 2^-15.
// Where its distance to the nearest integer is at most 1/2 - 10^-4, that integer is the quotient's,
// too; others are divided.
#pragma once

namespace sprint::kernels {
namespace {

// Up to which distance the multiplication is to be trusted; -1, which is never, where the inverse
// may be no normal number.
inline float safe_distance(float scale) {
  return scale > 0x1p-100F && scale < 0x1p100F ? 0.4999F : -1.0F;
}

}  // namespace
}  // namespace sprint::kernels
