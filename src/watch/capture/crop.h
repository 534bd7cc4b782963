// Cuts the region out of a captured picture.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "sprint/preprocess.h"
#include "watch/settings.h"

namespace sprint::watch {

enum class RawFormat {
  rgb24,  // 3 bytes: red, green, blue
  bgrx,   // 4 bytes: blue, green, red and one that does not count
  rgbx,   // 4 bytes: red, green, blue and one that does not count
};

size_t bytes_per_pixel(RawFormat format);

// Pixels that belong to somebody else.
struct RawPicture {
  const uint8_t* pixels;
  int width, height;
  size_t stride;  // bytes from row to row
  RawFormat format;
};

// Empty where the region has pixels and lies within a picture of that size, else the reason why
// not, naming the picture as `what`: "window".
std::string misfit(const Region& region, int width, int height, const std::string& what);

// Makes `frame` the region, which has to fit. Allocates only where `frame` has to grow.
void crop(const RawPicture& picture, const Region& region, Image& frame);

}  // namespace sprint::watch
