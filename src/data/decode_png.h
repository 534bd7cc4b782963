// PNG decoding through libpng.
#pragma once

#include <string_view>

#include "sprint/preprocess.h"

namespace sprint::data {

inline constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";

// Every colour type and depth, interlaced or not; of 16 bits the upper 8 are kept, alpha and tRNS
// are dropped. An eXIf chunk turns it upright. Throws Error where it is damaged or cut short.
Image decode_png(std::string_view bytes);

// Its alpha as a grey picture of the same size: 255 where it is opaque.
Image decode_png_alpha(std::string_view bytes);

}  // namespace sprint::data
