#include "report/map_drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "report/html_text.h"
#include "sprint/error.h"
#include "sprint/preprocess.h"

namespace sprint::report {
namespace {

using Color = std::array<uint8_t, 3>;

// Class 0 is mostly the background: it stays as the picture is.
constexpr std::array<Color, 8> kClasses{
    Color{230, 75, 53},  Color{60, 140, 231},  Color{0, 160, 135},  Color{243, 180, 50},
    Color{145, 90, 200}, Color{240, 110, 170}, Color{130, 170, 60}, Color{120, 90, 70}};
constexpr Color kProbability{255, 90, 40};

// The picture under the map, of its size; grey where there is none.
Image backdrop(const std::string& path, int width, int height) {
  try {
    return resize_image(load_image(path), width, height, ResizeMethod::area);
  } catch (const Error&) {
    return {width, height,
            std::vector<uint8_t>(static_cast<size_t>(width) * static_cast<size_t>(height) * 3, 60)};
  }
}

std::string overlay(Image image, const MapView& view, const std::vector<uint8_t>& cells) {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (view.classes && cells[i] == 0) continue;
    const Color& color = view.classes ? kClasses[(cells[i] - 1U) % kClasses.size()] : kProbability;
    const double weight = view.classes ? 0.6 : cells[i] / 255.0 * 0.8;
    for (size_t channel = 0; channel < 3; ++channel) {
      uint8_t& pixel = image.pixels[i * 3 + channel];
      pixel = static_cast<uint8_t>(pixel * (1 - weight) + color[channel] * weight);
    }
  }
  return picture_uri(image);
}

}  // namespace

std::string map_drawing(const MapView& view, const std::string& path, const std::string& base,
                        const std::string& candidate) {
  const Image under = backdrop(path, view.width, view.height);
  return fmt::format(
      "<div class=\"maps\" style=\"aspect-ratio:{}/{}\"><img src=\"{}\" alt=\"{}\"/>"
      "<div class=\"slider\"><img src=\"{}\" alt=\"{}\"/><span>{}</span></div><span>{}</span>"
      "</div>",
      view.width, view.height, overlay(under, view, view.base), html_text(base),
      overlay(under, view, view.candidate), html_text(candidate), html_text(candidate),
      html_text(base));
}

}  // namespace sprint::report
