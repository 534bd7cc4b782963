#include "watch/capture/crop.h"

#include <fmt/format.h>

#include <cstring>

namespace sprint::watch {
namespace {

constexpr size_t kRgb = 3, kPadded = 4;

// Of 4 bytes the three at `red`, 1 and `blue`.
template <int red, int blue>
void copy_padded_row(const uint8_t* from, int width, uint8_t* to) {
  for (const uint8_t* end = from + kPadded * static_cast<size_t>(width); from < end;
       from += kPadded, to += kRgb) {
    to[0] = from[red];
    to[1] = from[1];
    to[2] = from[blue];
  }
}

void copy_row(const uint8_t* from, int width, RawFormat format, uint8_t* to) {
  switch (format) {
    case RawFormat::rgb24:
      std::memcpy(to, from, kRgb * static_cast<size_t>(width));
      return;
    case RawFormat::bgrx:
      return copy_padded_row<2, 0>(from, width, to);
    case RawFormat::rgbx:
      return copy_padded_row<0, 2>(from, width, to);
  }
}

}  // namespace

size_t bytes_per_pixel(RawFormat format) { return format == RawFormat::rgb24 ? kRgb : kPadded; }

std::string misfit(const Region& region, int width, int height, const std::string& what) {
  const auto within = [](int begin, int size, int limit) {
    return begin >= 0 && size > 0 && begin <= limit - size;
  };
  if (within(region.x, region.width, width) && within(region.y, region.height, height)) return {};
  return fmt::format(
      "the region of {} x {} pixels at {}, {} does not lie within the {} of {} x {}; set roi_x, "
      "roi_y, roi_width and roi_height",
      region.width, region.height, region.x, region.y, what, width, height);
}

void crop(const RawPicture& picture, const Region& region, Image& frame) {
  const size_t row_size = kRgb * static_cast<size_t>(region.width);
  frame.width = region.width;
  frame.height = region.height;
  frame.pixels.resize(row_size * static_cast<size_t>(region.height));
  const uint8_t* from = picture.pixels + static_cast<size_t>(region.y) * picture.stride +
                        static_cast<size_t>(region.x) * bytes_per_pixel(picture.format);
  uint8_t* to = frame.pixels.data();
  for (int y = 0; y < region.height; ++y, from += picture.stride, to += row_size)
    copy_row(from, region.width, picture.format, to);
}

}  // namespace sprint::watch
