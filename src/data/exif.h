// The one thing of a picture's EXIF data that changes its pixels: which way up it is.
#pragma once

#include <string_view>

#include "sprint/preprocess.h"

namespace sprint::data {

// The orientation (tag 0x0112, EXIF 2.3 section 4.6.4) in `tiff`, an EXIF block from its byte order
// mark on; 1 (upright) where it is absent, damaged or not 1..8.
int exif_orientation(std::string_view tiff);

// Turns a picture stored with `orientation` upright:
// 1 as it is; 2 mirrored left-right; 3 turned by 180 degrees; 4 mirrored top-bottom;
// 5 mirrored on the main diagonal; 6 to be turned clockwise; 7 mirrored on the other diagonal;
// 8 to be turned counterclockwise.
Image orient(Image image, int orientation);

}  // namespace sprint::data
