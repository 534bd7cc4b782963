// How an X server stores the pixels of a window.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "watch/capture/x11_connection.h"

namespace sprint::watch {

// 32 bits per pixel, each channel at least 8 of them at any place.
struct PixelFormat {
  uint32_t red_mask = 0, green_mask = 0, blue_mask = 0;
  bool big_endian = false;

  friend bool operator==(const PixelFormat&, const PixelFormat&) = default;
};

// Bytes of a pixel.
inline constexpr size_t kPixelBytes = 4;

// The format of windows of `visual` and `depth`; nothing where it is another than PixelFormat can
// say: a palette, or fewer than 24 bits.
std::optional<PixelFormat> pixel_format(const X11Connection& connection, xcb_visualid_t visual,
                                        int depth);

// The upper 8 bits of each channel. `pixels`: 4 bytes each; `rgb`: 3 bytes each, as many.
void to_rgb(std::span<const uint8_t> pixels, const PixelFormat& format, std::span<uint8_t> rgb);

}  // namespace sprint::watch
