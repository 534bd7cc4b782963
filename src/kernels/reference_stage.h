// The output stage in plain arithmetic: what every instruction set must reproduce bit for bit.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "kernels/output_stage.h"

namespace sprint::kernels {

// clamp(round(value) + zero_point, low, high), saturating.
inline int32_t round_and_clamp(float value, int32_t zero_point, int32_t low, int32_t high) {
  const double sum = std::nearbyint(double{value}) + zero_point;
  if (!(sum > low)) return low;
  return sum < high ? static_cast<int32_t>(sum) : high;
}

inline int32_t first_stage(const OutputStage& stage, int32_t sum, int32_t channel) {
  if (stage.shortcut == Shortcut::rectified) sum -= kFloatSum;
  const float product = static_cast<float>(sum) * stage.multiplier[channel];
  return round_and_clamp(product, stage.zero_point, stage.low, stage.high);
}

inline int32_t add_residual(const Residual& residual, int32_t q, int32_t r) {
  auto first = static_cast<float>(q), second = static_cast<float>(r);
  float first_multiplier = residual.own_multiplier, second_multiplier = residual.multiplier;
  if (residual.own_is_second) {
    std::swap(first, second);
    std::swap(first_multiplier, second_multiplier);
  }
  const float sum =
      std::fma(first, first_multiplier, std::fma(second, second_multiplier, residual.offset));
  return round_and_clamp(sum, 0, 0, 255);
}

inline int32_t apply_affine(const ChannelAffine& affine, int32_t q, int32_t channel) {
  const float result =
      std::fma(static_cast<float>(q), affine.multiplier[channel], affine.offset[channel]);
  return round_and_clamp(result, 0, 0, 255);
}

// The byte of output element (y, x, channel), whose sum is `sum`.
inline uint8_t reference_stage(const OutputStage& stage, int32_t sum, int32_t y, int32_t x,
                               int32_t channel) {
  int32_t q = first_stage(stage, sum, channel);
  if (stage.residual != nullptr) {
    const Image<const uint8_t>& image = stage.residual->image;
    q = add_residual(*stage.residual, q,
                     image.data[y * image.row_stride + x * image.pixel_stride + channel]);
  }
  if (stage.affine != nullptr) q = apply_affine(*stage.affine, q, channel);
  return static_cast<uint8_t>(q);
}

}  // namespace sprint::kernels
