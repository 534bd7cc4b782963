#include "data/decode_png.h"

#include <png.h>

#include <csetjmp>
#include <cstdio>
#include <cstring>
#include <utility>
#include <vector>

#include "base/error.h"
#include "data/exif.h"
#include "data/picture_size.h"

namespace sprint::data {
namespace {

constexpr int kRgb = 3, kRgba = 4;

// libpng's state. Its errors arrive as a longjmp to the setjmp of the step in progress, so the
// steps below hold nothing that has a destructor.
struct Decoder {
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::string_view rest;  // bytes not yet read
  std::jmp_buf step{};
  char message[128] = "";

  Decoder() = default;
  ~Decoder() { png_destroy_read_struct(&png, &info, nullptr); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
};

[[noreturn]] void on_error(png_structp png, png_const_charp message) {
  auto* decoder = static_cast<Decoder*>(png_get_error_ptr(png));
  std::snprintf(decoder->message, sizeof decoder->message, "%s", message);
  std::longjmp(decoder->step, 1);
}

void on_warning(png_structp, png_const_charp) {}

void read_bytes(png_structp png, png_bytep target, size_t size) {
  auto* decoder = static_cast<Decoder*>(png_get_io_ptr(png));
  if (decoder->rest.size() < size) on_error(png, "it ends too early");
  std::memcpy(target, decoder->rest.data(), size);
  decoder->rest.remove_prefix(size);
}

bool read_header(Decoder& decoder) {
  if (setjmp(decoder.step) != 0) return false;
  png_set_read_fn(decoder.png, &decoder, read_bytes);
  png_read_info(decoder.png, decoder.info);
  return true;
}

// `pixels` has room for every row, with `channels` bytes per pixel: RGB, or RGBA.
bool read_rows(Decoder& decoder, int channels, uint8_t* pixels) {
  if (setjmp(decoder.step) != 0) return false;
  png_structp png = decoder.png;
  png_set_palette_to_rgb(png);
  png_set_expand_gray_1_2_4_to_8(png);
  png_set_strip_16(png);
  png_set_gray_to_rgb(png);
  if (channels == kRgba) {
    png_set_tRNS_to_alpha(png);
    png_set_add_alpha(png, 0xff, PNG_FILLER_AFTER);
  } else {
    png_set_strip_alpha(png);
  }
  const int passes = png_set_interlace_handling(png);
  png_read_update_info(png, decoder.info);
  const size_t stride = png_get_rowbytes(png, decoder.info);
  const png_uint_32 height = png_get_image_height(png, decoder.info);
  for (int pass = 0; pass < passes; ++pass) {
    for (png_uint_32 y = 0; y < height; ++y) png_read_row(png, pixels + y * stride, nullptr);
  }
  png_read_end(png, decoder.info);
  return true;
}

int orientation_of(const Decoder& decoder) {
  png_bytep exif = nullptr;
  png_uint_32 size = 0;
  if (png_get_eXIf_1(decoder.png, decoder.info, &size, &exif) == 0) return 1;
  return exif_orientation({reinterpret_cast<const char*>(exif), size});
}

// The pixels with `channels` bytes each, and how the picture has to be turned.
struct Decoded {
  int width, height, orientation;
  std::vector<uint8_t> pixels;
};

Decoded decode(std::string_view bytes, int channels) {
  Decoder decoder;
  decoder.rest = bytes;
  decoder.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, on_error, on_warning);
  if (decoder.png != nullptr) decoder.info = png_create_info_struct(decoder.png);
  if (decoder.info == nullptr) fail_internal("libpng cannot start");
  if (!read_header(decoder)) fail("damaged PNG: {}", decoder.message);

  const png_uint_32 width = png_get_image_width(decoder.png, decoder.info);
  const png_uint_32 height = png_get_image_height(decoder.png, decoder.info);
  check_picture_size(width, height);
  Decoded decoded{static_cast<int>(width), static_cast<int>(height), 1, {}};
  decoded.pixels.resize(static_cast<size_t>(width) * height * static_cast<size_t>(channels));
  if (!read_rows(decoder, channels, decoded.pixels.data())) {
    fail("damaged PNG: {}", decoder.message);
  }
  decoded.orientation = orientation_of(decoder);
  return decoded;
}

}  // namespace

Image decode_png(std::string_view bytes) {
  Decoded decoded = decode(bytes, kRgb);
  return orient({decoded.width, decoded.height, std::move(decoded.pixels)}, decoded.orientation);
}

Image decode_png_alpha(std::string_view bytes) {
  const Decoded decoded = decode(bytes, kRgba);
  Image alpha{decoded.width, decoded.height, {}};
  alpha.pixels.reserve(decoded.pixels.size() / kRgba * kRgb);
  for (size_t i = kRgba - 1; i < decoded.pixels.size(); i += kRgba) {
    alpha.pixels.insert(alpha.pixels.end(), kRgb, decoded.pixels[i]);
  }
  return orient(std::move(alpha), decoded.orientation);
}

}  // namespace sprint::data
