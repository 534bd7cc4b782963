// PNG encoding through libpng.
#pragma once

#include <cstdint>
#include <vector>

#include "sprint/preprocess.h"

namespace sprint::data {

// An 8-bit RGB file; the same picture gives the same bytes. Throws Error where `image` has no
// pixels or is too large for libpng.
std::vector<uint8_t> encode_png(const Image& image);

}  // namespace sprint::data
