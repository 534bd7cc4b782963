#include "watch/capture/crop.h"

#include <fmt/format.h>

#include <cstring>

namespace sprint::watch {
namespace {

constexpr size_t kRgb = 3, kBgrx = 4;

void copy_bgrx_row(const uint8_t* from, int width, uint8_t* to) {
  for (const uint8_t* end = from + kBgrx * static_cast<size_t>(width); from < end;
       from += kBgrx, to += kRgb) {
    to[0] = from[2];
    to[1] = from[1];
    to[2] = from[0];
  }
}

}  // namespace

size_t bytes_per_pixel(RawFormat format) { return format == RawFormat::rgb24 ? kRgb : kBgrx; }

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
  for (int y = 0; y < region.height; ++y, from += picture.stride, to += row_size) {
    if (picture.format == RawFormat::rgb24) {
      std::memcpy(to, from, row_size);
    } else {
      copy_bgrx_row(from, region.width, to);
    }
  }
}

}  // namespace sprint::watch
