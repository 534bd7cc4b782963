// render_frames: labelled pictures of a game's buff bar, drawn from nothing but a seed.

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "png_file.h"
#include "scene.h"

namespace {

constexpr const char* kUsage =
    "usage: render_frames --output DIR --count N --seed S [--size 48]\n"
    "Writes N square PNG pictures, every other one with the running figure, to DIR/active and\n"
    "DIR/inactive. The same seed gives the same pictures.\n";

struct Options {
  std::filesystem::path output;
  int count = 0;
  std::uint64_t seed = 0;
  int size = 48;
};

template <typename T>
bool parse_number(std::string_view text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

bool parse_option(std::string_view name, std::string_view value, Options& options) {
  if (name == "--output") {
    options.output = value;
    return !value.empty();
  }
  if (name == "--count") return parse_number(value, options.count);
  if (name == "--seed") return parse_number(value, options.seed);
  if (name == "--size") return parse_number(value, options.size);
  return false;
}

std::optional<Options> parse(int argc, char** argv) {
  Options options;
  if (argc % 2 == 0) return std::nullopt;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (!parse_option(argv[i], argv[i + 1], options)) return std::nullopt;
  }
  const bool complete = !options.output.empty() && options.count > 0;
  const bool sane = options.size >= 8 && options.size <= 1024;
  return complete && sane ? std::optional(options) : std::nullopt;
}

std::string file_name(int index) {
  std::string digits = std::to_string(index);
  return std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits + ".png";
}

void render_all(const Options& options) {
  for (const char* label : {"active", "inactive"}) {
    std::filesystem::create_directories(options.output / label);
  }
  for (int i = 0; i < options.count; ++i) {
    const bool active = i % 2 == 0;
    auto random = render_frames::Random::for_item(options.seed, static_cast<std::uint64_t>(i));
    const render_frames::Image frame = render_frames::render_frame(active, options.size, random);
    render_frames::write_png(options.output / (active ? "active" : "inactive") / file_name(i),
                             frame);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::optional<Options> options = parse(argc, argv);
  if (!options) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  try {
    render_all(*options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "render_frames: %s\n", error.what());
    return 1;
  }
  return 0;
}
