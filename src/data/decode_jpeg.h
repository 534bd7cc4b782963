// JPEG decoding through libjpeg.
#pragma once

#include <string_view>

#include "sprint/preprocess.h"

namespace sprint::data {

inline constexpr std::string_view kJpegSignature = "\xff\xd8\xff";

// Baseline and progressive, grey, YCbCr, RGB, CMYK and YCCK, turned upright as its EXIF orientation
// says. Throws Error where it is damaged or cut short.
Image decode_jpeg(std::string_view bytes);

}  // namespace sprint::data
