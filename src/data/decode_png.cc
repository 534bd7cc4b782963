#include "data/decode_png.h"

#include <png.h>

#include <csetjmp>
#include <cstdio>
#include <cstring>

#include "base/error.h"
#include "data/exif.h"
#include "data/picture_size.h"

namespace sprint::data {
namespace {

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

// `pixels` has room for every row of RGB.
bool read_rows(Decoder& decoder, uint8_t* pixels) {
  if (setjmp(decoder.step) != 0) return false;
  png_structp png = decoder.png;
  png_set_palette_to_rgb(png);
  png_set_expand_gray_1_2_4_to_8(png);
  png_set_strip_16(png);
  png_set_strip_alpha(png);
  png_set_gray_to_rgb(png);
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

}  // namespace

Image decode_png(std::string_view bytes) {
  Decoder decoder;
  decoder.rest = bytes;
  decoder.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &decoder, on_error, on_warning);
  if (decoder.png != nullptr) decoder.info = png_create_info_struct(decoder.png);
  if (decoder.info == nullptr) fail_internal("libpng cannot start");
  if (!read_header(decoder)) fail("damaged PNG: {}", decoder.message);

  const png_uint_32 width = png_get_image_width(decoder.png, decoder.info);
  const png_uint_32 height = png_get_image_height(decoder.png, decoder.info);
  check_picture_size(width, height);
  Image image{static_cast<int>(width), static_cast<int>(height), {}};
  image.pixels.resize(static_cast<size_t>(width) * height * 3);
  if (!read_rows(decoder, image.pixels.data())) fail("damaged PNG: {}", decoder.message);
  return orient(std::move(image), orientation_of(decoder));
}

}  // namespace sprint::data
