// IEEE 754 half precision and bfloat16, as ONNX stores them in 16 bits.
#pragma once

#include <bit>
#include <cstdint>

namespace sprint {

float half_to_float(uint16_t half);

// Rounds to the nearest half, ties to even; overflow gives infinity.
uint16_t float_to_half(float value);

inline float bfloat16_to_float(uint16_t value) {
  return std::bit_cast<float>(static_cast<uint32_t>(value) << 16);
}

}  // namespace sprint
