// render_frames: labelled pictures of a game's buff bar, drawn from nothing but a seed.

#include <charconv>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "png_file.h"
#include "scene.h"

namespace {

constexpr const char* kUsage =
    "usage: render_frames --output DIR --count N [--seed 0] [--size 48]\n"
    "Writes N square PNG pictures, every other one with the running figure, to DIR/active and\n"
    "DIR/inactive. The same seed gives the same pictures.\n";

struct Options {
  std::filesystem::path output;
  int count = 0;
  std::uint64_t seed = 0;
  int size = 48;  // pixels
};

// A wrong command line; what() says which option and why.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

template <typename T>
T parse_number(const std::string& name, std::string_view text, T low, T high) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || value < low || value > high) {
    throw UsageError(name + " takes a whole number from " + std::to_string(low) + " to " +
                     std::to_string(high));
  }
  return value;
}

void parse_option(const std::string& name, std::string_view value, Options& options) {
  if (name == "--output") {
    options.output = value;
  } else if (name == "--count") {
    options.count = parse_number(name, value, 1, 1000000);
  } else if (name == "--seed") {
    options.seed = parse_number<std::uint64_t>(name, value, 0, UINT64_MAX);
  } else if (name == "--size") {
    options.size = parse_number(name, value, 8, 1024);
  } else {
    throw UsageError("unknown option " + name);
  }
}

Options parse(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    if (i + 1 == arguments.size()) throw UsageError(arguments[i] + " needs a value");
    parse_option(arguments[i], arguments[i + 1], options);
  }
  if (options.output.empty()) throw UsageError("--output is missing");
  if (options.count == 0) throw UsageError("--count is missing");
  return options;
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
    render_frames::write_png(options.output / (active ? "active" : "inactive") / file_name(i / 2),
                             frame);
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments == std::vector<std::string>{"--help"}) {
    std::fputs(kUsage, stdout);
    return 0;
  }
  try {
    render_all(parse(arguments));
  } catch (const UsageError& error) {
    std::fprintf(stderr, "render_frames: %s\n%s", error.what(), kUsage);
    return 2;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "render_frames: %s\n", error.what());
    return 1;
  }
  return 0;
}
