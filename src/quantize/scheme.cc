#include "quantize/scheme.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sprint::quantization {

IntegerRange integer_range(Scheme scheme) {
  if (scheme.type == DType::uint8) return {0, 255};
  return {scheme.symmetric ? -127 : -128, 127};
}

int symmetric_zero_point(DType type) { return type == DType::uint8 ? 128 : 0; }

Params choose_params(calibrate::Range range, Scheme scheme) {
  double low = std::min(range.low, 0.0F), high = std::max(range.high, 0.0F);
  if (scheme.symmetric) {
    high = std::max(-low, high);
    low = -high;
  }
  const IntegerRange integers = integer_range(scheme);
  const auto scale = static_cast<float>((high - low) / (integers.high - integers.low));
  const bool degenerate = scale < std::numeric_limits<float>::min();
  if (scheme.symmetric) return {degenerate ? 1.0F : scale, symmetric_zero_point(scheme.type)};
  if (degenerate) return {1.0F, 0};
  const double zero_point = std::nearbyint(integers.low - low / static_cast<double>(scale));
  return {scale, std::clamp(static_cast<int>(zero_point), integers.low, integers.high)};
}

calibrate::Range representable(const Params& params, DType type) {
  const IntegerRange integers = integer_range({type, false});
  return {params.scale * static_cast<float>(integers.low - params.zero_point),
          params.scale * static_cast<float>(integers.high - params.zero_point)};
}

}  // namespace sprint::quantization
