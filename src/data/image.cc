#include <algorithm>
#include <array>
#include <string_view>

#include "base/error.h"
#include "base/mapped_file.h"
#include "data/decode_jpeg.h"
#include "data/decode_png.h"
#include "data/picture_size.h"
#include "sprint/preprocess.h"

namespace sprint {
namespace {

struct OtherFormat {
  std::string_view name, signature;
};

constexpr std::array<OtherFormat, 6> kOtherFormats{{{"GIF", "GIF8"},
                                                    {"BMP", "BM"},
                                                    {"WebP", "RIFF"},
                                                    {"TIFF", "II*"},
                                                    {"TIFF", "MM"},
                                                    {"JPEG XL", "\xff\x0a"}}};

[[noreturn]] void fail_format(std::string_view bytes) {
  if (bytes.empty()) fail("is empty, expected a JPEG or PNG picture");
  const auto* other =
      std::find_if(kOtherFormats.begin(), kOtherFormats.end(),
                   [&](const OtherFormat& format) { return bytes.starts_with(format.signature); });
  if (other == kOtherFormats.end()) fail("is neither a JPEG nor a PNG picture");
  fail("looks like a {} picture; convert it to PNG or JPEG", other->name);
}

}  // namespace

void data::check_picture_size(uint64_t width, uint64_t height) {
  if (width == 0 || height == 0) fail("the picture has no pixels ({} x {})", width, height);
  if (width > kMaxPixels || height > kMaxPixels || width * height > kMaxPixels) {
    fail("the picture is too large: {} x {} pixels, at most {} in all are supported", width, height,
         kMaxPixels);
  }
}

Image decode_image(std::string_view bytes) {
  if (bytes.starts_with(data::kJpegSignature)) return data::decode_jpeg(bytes);
  if (bytes.starts_with(data::kPngSignature)) return data::decode_png(bytes);
  fail_format(bytes);
}

Image load_image(const std::string& path) {
  const Bytes file = map_file(path);
  return with_context(path, [&] { return decode_image(file.text()); });
}

}  // namespace sprint
