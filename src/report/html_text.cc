#include "report/html_text.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "data/encode_png.h"
#include "sprint/error.h"
#include "sprint/preprocess.h"

namespace sprint::report {
namespace {

std::string base64(const std::vector<uint8_t>& bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (size_t i = 0; i < bytes.size(); i += 3) {
    uint32_t group = 0;
    for (size_t j = i; j < i + 3; ++j) group = group << 8 | (j < bytes.size() ? bytes[j] : 0U);
    for (int shift = 18; shift >= 0; shift -= 6) text += kDigits[group >> shift & 63U];
  }
  const size_t missing = (3 - bytes.size() % 3) % 3;
  text.replace(text.size() - missing, missing, missing, '=');
  return text;
}

Image shrink(Image image, int largest_side) {
  const int longest = std::max(image.width, image.height);
  if (longest <= largest_side) return image;
  const auto scaled = [&](int side) {
    return std::max(1, static_cast<int>(int64_t{side} * largest_side / longest));
  };
  return resize_image(image, scaled(image.width), scaled(image.height), ResizeMethod::area);
}

}  // namespace

std::string html_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '>':
        escaped += "&gt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      case '\'':
        escaped += "&#39;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

std::string picture_uri(const Image& image) {
  return "data:image/png;base64," + base64(data::encode_png(image));
}

EmbeddedPicture embed_picture(const std::string& path, int largest_side) {
  try {
    const Image image = shrink(load_image(path), largest_side);
    return {picture_uri(image), image.width, image.height};
  } catch (const Error&) {
    return {};
  }
}

}  // namespace sprint::report
