#include "data/decode_jpeg.h"

#include <jerror.h>
#include <jpeglib.h>

#include <csetjmp>
#include <cstdio>

#include "base/error.h"
#include "data/exif.h"
#include "data/picture_size.h"

namespace sprint::data {
namespace {

// libjpeg's state. Its errors arrive as a longjmp to the setjmp of the step in progress, so the
// steps below hold nothing that has a destructor.
struct Decoder {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  std::jmp_buf step{};
  char message[JMSG_LENGTH_MAX] = "";

  Decoder() = default;
  ~Decoder() { jpeg_destroy_decompress(&jpeg); }
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;
};

[[noreturn]] void on_error(j_common_ptr jpeg) {
  auto* decoder = static_cast<Decoder*>(jpeg->client_data);
  jpeg->err->format_message(jpeg, decoder->message);
  std::longjmp(decoder->step, 1);
}

// libjpeg warns, and makes up pixels, where data is damaged or missing.
bool means_damage(int warning) {
  return warning == JWRN_JPEG_EOF || warning == JWRN_HIT_MARKER || warning == JWRN_HUFF_BAD_CODE ||
         warning == JWRN_MUST_RESYNC;
}

void on_message(j_common_ptr jpeg, int level) {
  if (level < 0 && means_damage(jpeg->err->msg_code)) on_error(jpeg);
}

bool read_header(Decoder& decoder, std::string_view bytes) {
  if (setjmp(decoder.step) != 0) return false;
  jpeg_create_decompress(&decoder.jpeg);
  jpeg_mem_src(&decoder.jpeg, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
  jpeg_save_markers(&decoder.jpeg, JPEG_APP0 + 1, 0xffff);
  jpeg_read_header(&decoder.jpeg, TRUE);
  return true;
}

// `pixels` has room for every row.
bool read_rows(Decoder& decoder, uint8_t* pixels) {
  if (setjmp(decoder.step) != 0) return false;
  jpeg_decompress_struct& jpeg = decoder.jpeg;
  jpeg_start_decompress(&jpeg);
  while (jpeg.output_scanline < jpeg.output_height) {
    const size_t stride = static_cast<size_t>(jpeg.output_width) * jpeg.output_components;
    JSAMPROW row = pixels + jpeg.output_scanline * stride;
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_decompress(&jpeg);
  return true;
}

int orientation_of(const jpeg_decompress_struct& jpeg) {
  constexpr std::string_view kExif("Exif\0\0", 6);
  for (const auto* marker = jpeg.marker_list; marker != nullptr; marker = marker->next) {
    const std::string_view text(reinterpret_cast<const char*>(marker->data), marker->data_length);
    if (text.starts_with(kExif)) return exif_orientation(text.substr(kExif.size()));
  }
  return 1;
}

// CMYK to RGB; Adobe's programs, which mark their files, store 255 - ink.
std::vector<uint8_t> rgb_of_cmyk(const std::vector<uint8_t>& cmyk, bool adobe) {
  std::vector<uint8_t> rgb(cmyk.size() / 4 * 3);
  const auto paper = [&](uint8_t stored) { return adobe ? stored : 255 - stored; };
  for (size_t pixel = 0; pixel < cmyk.size() / 4; ++pixel) {
    const int black = paper(cmyk[pixel * 4 + 3]);
    for (size_t channel = 0; channel < 3; ++channel) {
      const int light = paper(cmyk[pixel * 4 + channel]);
      rgb[pixel * 3 + channel] = static_cast<uint8_t>((light * black + 127) / 255);
    }
  }
  return rgb;
}

}  // namespace

Image decode_jpeg(std::string_view bytes) {
  Decoder decoder;
  jpeg_decompress_struct& jpeg = decoder.jpeg;
  jpeg.err = jpeg_std_error(&decoder.errors);
  jpeg.client_data = &decoder;
  decoder.errors.error_exit = on_error;
  decoder.errors.emit_message = on_message;
  if (!read_header(decoder, bytes)) fail("damaged JPEG: {}", decoder.message);

  Image image{static_cast<int>(jpeg.image_width), static_cast<int>(jpeg.image_height), {}};
  check_picture_size(jpeg.image_width, jpeg.image_height);
  const bool cmyk = jpeg.num_components == 4;
  jpeg.out_color_space = cmyk ? JCS_CMYK : JCS_RGB;
  const int orientation = orientation_of(jpeg);
  const size_t pixels = static_cast<size_t>(jpeg.image_width) * jpeg.image_height;
  image.pixels.resize(pixels * (cmyk ? 4 : 3));
  if (!read_rows(decoder, image.pixels.data())) fail("damaged JPEG: {}", decoder.message);
  if (cmyk) image.pixels = rgb_of_cmyk(image.pixels, jpeg.saw_Adobe_marker != FALSE);
  return orient(std::move(image), orientation);
}

}  // namespace sprint::data
