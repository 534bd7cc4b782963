#include "watch/capture/pixel_format.h"

#include <bit>
#include <cstring>

namespace sprint::watch {
namespace {

const xcb_visualtype_t* find_visual(const xcb_screen_t& screen, xcb_visualid_t id) {
  auto depths = xcb_screen_allowed_depths_iterator(&screen);
  for (; depths.rem > 0; xcb_depth_next(&depths)) {
    auto visuals = xcb_depth_visuals_iterator(depths.data);
    for (; visuals.rem > 0; xcb_visualtype_next(&visuals)) {
      if (visuals.data->visual_id == id) return visuals.data;
    }
  }
  return nullptr;
}

bool has_32_bits(const xcb_setup_t& setup, int depth) {
  auto formats = xcb_setup_pixmap_formats_iterator(&setup);
  for (; formats.rem > 0; xcb_format_next(&formats)) {
    if (formats.data->depth == depth) return formats.data->bits_per_pixel == 32;
  }
  return false;
}

// How far a channel is shifted down so that its upper 8 bits are left.
int shift_of(uint32_t mask) { return std::bit_width(mask) - 8; }

constexpr bool kHostIsBigEndian = std::endian::native == std::endian::big;

uint32_t load(const uint8_t* bytes, bool swapped) {
  uint32_t pixel = 0;
  std::memcpy(&pixel, bytes, kPixelBytes);
  return swapped ? __builtin_bswap32(pixel) : pixel;
}

}  // namespace

std::optional<PixelFormat> pixel_format(const X11Connection& connection, xcb_visualid_t visual,
                                        int depth) {
  const xcb_setup_t& setup = connection.setup();
  const xcb_visualtype_t* type = find_visual(connection.screen(), visual);
  if (type == nullptr || type->_class != XCB_VISUAL_CLASS_TRUE_COLOR) return std::nullopt;
  if (!has_32_bits(setup, depth)) return std::nullopt;
  for (const uint32_t mask : {type->red_mask, type->green_mask, type->blue_mask}) {
    if (std::popcount(mask) < 8) return std::nullopt;
  }
  return PixelFormat{type->red_mask, type->green_mask, type->blue_mask,
                     setup.image_byte_order == XCB_IMAGE_ORDER_MSB_FIRST};
}

void to_rgb(std::span<const uint8_t> pixels, const PixelFormat& format, std::span<uint8_t> rgb) {
  const bool swapped = format.big_endian != kHostIsBigEndian;
  const int red = shift_of(format.red_mask), green = shift_of(format.green_mask),
            blue = shift_of(format.blue_mask);
  for (size_t i = 0; i < rgb.size() / 3; ++i) {
    const uint32_t pixel = load(&pixels[i * kPixelBytes], swapped);
    rgb[i * 3] = static_cast<uint8_t>((pixel & format.red_mask) >> red);
    rgb[i * 3 + 1] = static_cast<uint8_t>((pixel & format.green_mask) >> green);
    rgb[i * 3 + 2] = static_cast<uint8_t>((pixel & format.blue_mask) >> blue);
  }
}

}  // namespace sprint::watch
