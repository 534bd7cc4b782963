// How large a picture may be.
#pragma once

#include <cstdint>

namespace sprint::data {

inline constexpr uint64_t kMaxPixels = uint64_t{1} << 28;  // 768 MiB as RGB

// Throws Error with the numbers where a picture has no pixels or more than kMaxPixels.
void check_picture_size(uint64_t width, uint64_t height);

}  // namespace sprint::data
