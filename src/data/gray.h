// How bright a pixel is.
#pragma once

#include <cstdint>

namespace sprint::data {

// Grey of an RGB pixel by ITU-R BT.601 (0.299 R + 0.587 G + 0.114 B), in 15 bits of fraction as
// OpenCV's cvtColor does it.
inline uint8_t gray(const uint8_t* rgb) {
  const int sum = rgb[0] * 9798 + rgb[1] * 19235 + rgb[2] * 3735;
  return static_cast<uint8_t>((sum + (1 << 14)) >> 15);
}

}  // namespace sprint::data
