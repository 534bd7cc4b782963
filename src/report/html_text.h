// Text and pictures as they stand inside an HTML page.
#pragma once

#include <string>
#include <string_view>

#include "sprint/preprocess.h"

namespace sprint::report {

// For element content and quoted attributes.
std::string html_text(std::string_view text);

// A picture for the src attribute of an <img>.
struct EmbeddedPicture {
  std::string uri;  // data: with a PNG in it; empty where there is no picture that can be read
  int width = 0, height = 0;
};

// The picture at `path`, shrunk so that no side is longer than `largest_side`.
EmbeddedPicture embed_picture(const std::string& path, int largest_side);

// `image` for the src attribute of an <img>, as it is.
std::string picture_uri(const Image& image);

}  // namespace sprint::report
