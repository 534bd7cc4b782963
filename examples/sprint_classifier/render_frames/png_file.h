// Writes PNG files.
#pragma once

#include <filesystem>

#include "raster.h"

namespace render_frames {

// 8 bits per channel, in the smallest of the encodings that libpng's filters give.
// Throws std::runtime_error naming the file.
void write_png(const std::filesystem::path& path, const Image& image);

}  // namespace render_frames
