// Text and pictures as they stand inside an HTML page.
#pragma once

#include <string>
#include <string_view>

namespace sprint::report {

// For element content and quoted attributes.
std::string html_text(std::string_view text);

// The picture at `path`, no side longer than `largest_side`, as a data: URI with a PNG in it; empty
// where there is no picture that can be read.
std::string picture_uri(const std::string& path, int largest_side);

}  // namespace sprint::report
