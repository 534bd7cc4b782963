// QuantizeLinear over an instruction set's vectors `V`. In an anonymous namespace, as requantize.h.
#pragma once

#include <cstdint>

namespace sprint::kernels {
namespace {

// Scales that Quantize takes: with others an inverse or a remainder may leave the range of floats.
inline bool has_exact_inverse(float scale) { return scale >= 0x1p-100F && scale <= 0x1p100F; }

// Elements are clamped before they are divided, which gives the same bytes as after.
//
// The quotient is that of IEEE's division, by multiplication with the inverse y = 1 / scale,
// rounded to nearest (P. Markstein, "Computation of elementary functions on the IBM RISC
// System/6000 processor", 1990): x * y is off by less than two units in the last place, one step of
//   q + (x - q * scale) * y
// leaves it off by less than one, from where the remainder is exact and a second step rounds
// correctly. A division takes longer than all of them.
template <typename V>
class Quantize {
 public:
  Quantize(float scale, int32_t zero_point)
      : inverse_(V::set(1 / scale)),
        minus_scale_(V::set(-scale)),
        low_(V::set(static_cast<float>(-zero_point) * scale)),
        high_(V::set(static_cast<float>(255 - zero_point) * scale)) {}

  // round(x / scale), within [-zero_point, 255 - zero_point]; the lowest where x is not a number.
  typename V::Int operator()(typename V::Float x) const {
    const auto in = V::clamp(x, low_, high_);
    auto q = V::multiply(in, inverse_);
    for (int step = 0; step < 2; ++step) {
      q = V::multiply_add(V::multiply_add(q, minus_scale_, in), inverse_, q);
    }
    return V::round(q);
  }

 private:
  typename V::Float inverse_, minus_scale_, low_, high_;
};

}  // namespace
}  // namespace sprint::kernels
