#include "png_file.h"

#include <png.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace render_frames {
namespace {

using Bytes = std::vector<unsigned char>;

Bytes rgb_bytes(const Image& image) {
  Bytes bytes;
  bytes.reserve(static_cast<std::size_t>(image.width()) * image.height() * 3);
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const Color c = image.at(x, y);
      for (const float v : {c.r, c.g, c.b}) {
        bytes.push_back(static_cast<unsigned char>(std::lround(std::clamp(v, 0.0f, 1.0f) * 255)));
      }
    }
  }
  return bytes;
}

void append(png_structp png, png_bytep data, png_size_t size) {
  auto* out = static_cast<Bytes*>(png_get_io_ptr(png));
  out->insert(out->end(), data, data + size);
}

[[noreturn]] void fail(png_structp, png_const_charp message) { throw std::runtime_error(message); }

struct Writer {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, fail, nullptr);
  png_infop info = png_create_info_struct(png);
  Writer() = default;
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer() { png_destroy_write_struct(&png, &info); }
};

Bytes encode(const Bytes& rgb, int width, int height, int filters) {
  Bytes file;
  const Writer writer;
  png_set_write_fn(writer.png, &file, append, nullptr);
  png_set_IHDR(writer.png, writer.info, static_cast<png_uint_32>(width),
               static_cast<png_uint_32>(height), 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_compression_level(writer.png, 9);
  png_set_filter(writer.png, PNG_FILTER_TYPE_BASE, filters);
  png_write_info(writer.png, writer.info);
  const std::size_t row_bytes = static_cast<std::size_t>(width) * 3;
  for (int y = 0; y < height; ++y) {
    png_write_row(writer.png, rgb.data() + static_cast<std::size_t>(y) * row_bytes);
  }
  png_write_end(writer.png, writer.info);
  return file;
}

}  // namespace

void write_png(const std::filesystem::path& path, const Image& image) {
  const Bytes rgb = rgb_bytes(image);
  Bytes smallest;
  for (const int filters : {PNG_FILTER_NONE, PNG_FILTER_SUB, PNG_FILTER_UP, PNG_FILTER_AVG,
                            PNG_FILTER_PAETH, PNG_ALL_FILTERS}) {
    Bytes file = encode(rgb, image.width(), image.height(), filters);
    if (smallest.empty() || file.size() < smallest.size()) smallest = std::move(file);
  }
  std::ofstream out(path, std::ios::binary);
  out.write(reinterpret_cast<const char*>(smallest.data()),
            static_cast<std::streamsize>(smallest.size()));
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace render_frames
