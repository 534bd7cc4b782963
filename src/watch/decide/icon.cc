#include "watch/decide/icon.h"

#include <algorithm>

#include "base/error.h"
#include "base/mapped_file.h"
#include "data/decode_png.h"
#include "data/gray.h"
#include "sprint/preprocess.h"

namespace sprint::watch {
namespace {

constexpr size_t kChannels = 3;

Icon decode_icon(std::string_view bytes) {
  const Image image = decode_image(bytes);
  Icon icon{image.width, image.height, {}, {}};
  for (size_t i = 0; i < image.pixels.size(); i += kChannels) {
    icon.gray.push_back(data::gray(image.pixels.data() + i));
  }
  icon.alpha.assign(icon.gray.size(), 255);
  if (!bytes.starts_with(data::kPngSignature)) return icon;
  const Image alpha = data::decode_png_alpha(bytes);
  for (size_t i = 0; i < icon.alpha.size(); ++i) icon.alpha[i] = alpha.pixels[kChannels * i];
  return icon;
}

}  // namespace

Icon load_icon(const std::string& path) {
  const Bytes file = map_file(path);
  return with_context(path, [&] {
    Icon icon = decode_icon(file.text());
    if (icon.gray.size() > Pattern::kMaxPixels) {
      fail("{} x {} pixels are too many for an icon, at most {} are supported; cut the icon out",
           icon.width, icon.height, Pattern::kMaxPixels);
    }
    if (!Pattern(icon).has_contrast()) {
      fail("cannot be told from an even surface; expected a picture of an icon");
    }
    return icon;
  });
}

// The two channels of a picture: grey times alpha, so that what is under transparent pixels has no
// weight, and alpha.
Icon resize_icon(const Icon& icon, int width, int height) {
  Image weighted{icon.width, icon.height, {}};
  for (size_t i = 0; i < icon.gray.size(); ++i) {
    const int product = icon.gray[i] * icon.alpha[i];
    weighted.pixels.push_back(static_cast<uint8_t>((product + 127) / 255));
    weighted.pixels.insert(weighted.pixels.end(), 2, icon.alpha[i]);
  }
  const Image resized = resize_image(weighted, width, height, ResizeMethod::area);
  Icon result{width, height, {}, {}};
  for (size_t i = 0; i < resized.pixels.size(); i += kChannels) {
    const int alpha = resized.pixels[i + 1];
    const int gray = alpha == 0 ? 0 : (resized.pixels[i] * 255 + alpha / 2) / alpha;
    result.gray.push_back(static_cast<uint8_t>(std::min(gray, 255)));
    result.alpha.push_back(static_cast<uint8_t>(alpha));
  }
  return result;
}

}  // namespace sprint::watch
