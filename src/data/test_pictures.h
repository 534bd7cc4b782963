// Pictures that tests make: pixels by formula, encoded by libpng and libjpeg.
#pragma once

#include <jpeglib.h>
#include <png.h>

#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sprint/preprocess.h"

namespace sprint::data {

inline void write_file(const std::string& path, std::string_view bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// Channel values that no mirror or turn of the picture repeats.
inline Image formula_image(int width, int height) {
  Image image{width, height, {}};
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (const int value : {x * 7 + y * 3, x * y + 5, 255 - x - 2 * y}) {
        image.pixels.push_back(static_cast<uint8_t>(value));
      }
    }
  }
  return image;
}

struct PngForm {
  int color_type = PNG_COLOR_TYPE_RGB;
  int depth = 8;
  bool interlaced = false;
  std::vector<png_color> palette = {};
  std::vector<uint8_t> transparency = {};  // tRNS of a palette
  std::string exif = {};
};

// A PNG file of `height` rows, each packed as the form says.
inline std::string png_file(int width, const std::vector<std::vector<uint8_t>>& rows,
                            const PngForm& form) {
  std::string file;
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_set_write_fn(
      png, &file,
      [](png_structp writer, png_bytep bytes, size_t size) {
        static_cast<std::string*>(png_get_io_ptr(writer))
            ->append(reinterpret_cast<const char*>(bytes), size);
      },
      nullptr);
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(rows.size()),
               form.depth, form.color_type,
               form.interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (!form.palette.empty()) {
    png_set_PLTE(png, info, form.palette.data(), static_cast<int>(form.palette.size()));
  }
  if (!form.transparency.empty()) {
    png_set_tRNS(png, info, form.transparency.data(), static_cast<int>(form.transparency.size()),
                 nullptr);
  }
  std::string exif = form.exif;
  if (!exif.empty()) {
    png_set_eXIf_1(png, info, static_cast<png_uint_32>(exif.size()),
                   reinterpret_cast<png_bytep>(exif.data()));
  }
  std::vector<png_bytep> pointers;
  for (const auto& row : rows) pointers.push_back(const_cast<png_bytep>(row.data()));
  png_set_rows(png, info, pointers.data());
  png_write_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
  png_destroy_write_struct(&png, &info);
  return file;
}

inline std::string png_file(const Image& image) {
  std::vector<std::vector<uint8_t>> rows;
  const auto stride = static_cast<std::ptrdiff_t>(image.width) * 3;
  for (auto row = image.pixels.begin(); row != image.pixels.end(); row += stride) {
    rows.emplace_back(row, row + stride);
  }
  return png_file(image.width, rows, {});
}

struct JpegForm {
  J_COLOR_SPACE in = JCS_RGB, stored = JCS_YCbCr;
  int components = 3;
  bool progressive = false;
  std::string exif = {};
};

// A JPEG file of quality 95 without chroma subsampling; `samples` holds `components` bytes per
// pixel.
inline std::string jpeg_file(int width, int height, const std::vector<uint8_t>& samples,
                             const JpegForm& form = {}) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* buffer = nullptr;
  unsigned long size = 0;  // NOLINT(google-runtime-int): libjpeg's type
  jpeg_mem_dest(&jpeg, &buffer, &size);
  jpeg.image_width = static_cast<JDIMENSION>(width);
  jpeg.image_height = static_cast<JDIMENSION>(height);
  jpeg.input_components = form.components;
  jpeg.in_color_space = form.in;
  jpeg_set_defaults(&jpeg);
  jpeg_set_colorspace(&jpeg, form.stored);
  jpeg_set_quality(&jpeg, 95, TRUE);
  for (int i = 0; i < jpeg.num_components; ++i) {
    jpeg.comp_info[i].h_samp_factor = jpeg.comp_info[i].v_samp_factor = 1;
  }
  if (form.progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  if (!form.exif.empty()) {
    const std::string marker = std::string("Exif\0\0", 6) + form.exif;
    jpeg_write_marker(&jpeg, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(marker.data()),
                      static_cast<unsigned>(marker.size()));
  }
  while (jpeg.next_scanline < jpeg.image_height) {
    const size_t stride = static_cast<size_t>(width) * static_cast<size_t>(form.components);
    auto* row = const_cast<JSAMPROW>(samples.data() + jpeg.next_scanline * stride);
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  std::string file(reinterpret_cast<const char*>(buffer), size);
  std::free(buffer);
  return file;
}

// An EXIF block with the orientation alone, in big-endian ("MM") or little-endian ("II") order.
inline std::string exif_block(int orientation, bool big = false) {
  const auto number = [&](int value, int size) {
    std::string text;
    for (int i = 0; i < size; ++i) {
      text += static_cast<char>(value >> (8 * (big ? size - 1 - i : i)));
    }
    return text;
  };
  return (big ? "MM" : "II") + number(42, 2) + number(8, 4) + number(1, 2) + number(0x0112, 2) +
         number(3, 2) + number(1, 4) + number(orientation, 2) + number(0, 2) + number(0, 4);
}

}  // namespace sprint::data
