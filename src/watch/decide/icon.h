// Icons to look for, from picture files.
#pragma once

#include <string>

#include "watch/decide/pattern.h"

namespace sprint::watch {

// In grey, with the alpha of a PNG; JPEG pictures are opaque. Throws Error naming the file where it
// cannot be read or has no contrast.
Icon load_icon(const std::string& path);

// As the game shows it at another interface scale. Each size is at least 1.
Icon resize_icon(const Icon& icon, int width, int height);

}  // namespace sprint::watch
