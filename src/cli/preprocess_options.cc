#include "cli/preprocess_options.h"

#include <charconv>
#include <cmath>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace sprint::cli {
namespace {

constexpr int kLargestSide = 1 << 15;

template <typename T>
bool parse(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

// "224" or "320x240" (width x height).
void parse_size(const std::string& text, Preprocess& spec) {
  const std::string_view all = text;
  const size_t cross = all.find('x');
  const bool one = cross == std::string_view::npos;
  const bool numbers = parse(all.substr(0, cross), spec.width) &&
                       parse(one ? all : all.substr(cross + 1), spec.height);
  if (!numbers || spec.width < 1 || spec.height < 1 || spec.width > kLargestSide ||
      spec.height > kLargestSide)
    fail_usage("--size: expected WIDTHxHEIGHT, each 1 to {}, got '{}'", kLargestSide, text);
}

// "127" or "123.7,116.3,103.5".
std::vector<float> parse_channels(const char* option, const std::string& text) {
  std::vector<float> values;
  for (size_t start = 0; start <= text.size();) {
    const size_t comma = std::min(text.find(',', start), text.size());
    float value = 0;
    if (!parse(std::string_view(text).substr(start, comma - start), value) || !std::isfinite(value))
      fail_usage("{}: expected one number, or one per channel with commas, got '{}'", option, text);
    values.push_back(value);
    start = comma + 1;
  }
  if (values.size() != 1 && values.size() != 3)
    fail_usage("{}: expected 1 or 3 numbers, got {}", option, values.size());
  return values;
}

template <typename T>
struct Named {
  const char* name;
  T value;
};

constexpr Named<ResizeMethod> kResizeMethods[] = {{"area", ResizeMethod::area},
                                                  {"bilinear", ResizeMethod::bilinear},
                                                  {"nearest", ResizeMethod::nearest}};
constexpr Named<ColorOrder> kColorOrders[] = {
    {"rgb", ColorOrder::rgb}, {"bgr", ColorOrder::bgr}, {"gray", ColorOrder::gray}};

template <typename T, size_t n>
T find_named(const char* option, const Named<T> (&table)[n], const std::string& text) {
  std::string names;
  for (const Named<T>& entry : table) {
    if (text == entry.name) return entry.value;
    names += (names.empty() ? "" : ", ") + std::string(entry.name);
  }
  fail_usage("{}: expected one of {}, got '{}'", option, names, text);
}

}  // namespace

void PreprocessOptions::declare(CLI::App& app) {
  const auto add = [&](const char* name, std::string& value, const char* type, const char* help) {
    app.add_option(name, value, help)->type_name(type)->group("Preprocessing");
  };
  add("--size", size, "WxH",
      "Size of the picture as the model takes it, where its input leaves it open");
  add("--resize", resize, "METHOD",
      "area, bilinear or nearest (default: as the model stores, else area)");
  add("--color", color, "ORDER", "rgb, bgr or gray (default: as the model stores, else rgb)");
  add("--mean", mean, "NUMBERS",
      "value = (pixel - mean) / std, pixels 0 to 255; one number, or three with commas (default: "
      "as "
      "the model stores, else 0)");
  add("--std", std, "NUMBERS", "See --mean (default: as the model stores, else 255)");
}

bool PreprocessOptions::typed() const {
  return !(size.empty() && resize.empty() && color.empty() && mean.empty() && std.empty());
}

Preprocess PreprocessOptions::over(Preprocess stored) const {
  if (!size.empty()) parse_size(size, stored);
  if (!resize.empty()) stored.resize = find_named("--resize", kResizeMethods, resize);
  if (!color.empty()) stored.color = find_named("--color", kColorOrders, color);
  if (!mean.empty()) stored.mean = parse_channels("--mean", mean);
  if (!std.empty()) stored.std = parse_channels("--std", std);
  for (const float value : stored.std) {
    if (value == 0) fail_usage("--std: expected numbers other than 0, got '{}'", std);
  }
  return stored;
}

}  // namespace sprint::cli
