// The command line.
#pragma once

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

namespace standin_game {

struct Options {
  std::string title = "Stand-in game";
  int width = 640, height = 480;  // pixels
  double fps = 60;
  double seconds = 0;  // 0: until the window is closed
  char key = 'z';
  double tires_low = 0, tires_high = 0;  // seconds after which sprint goes off; 0: never
  std::uint64_t seed = 0;
  std::filesystem::path truth, frame_times, script;  // empty: none
  bool help = false;
};

// A wrong command line or script; what() says where and why.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

extern const char* const kUsage;

// Throws UsageError.
Options parse_options(const std::vector<std::string>& arguments);

// Numbers separated by `separator`, as many as `count`. Throws UsageError naming `what`.
std::vector<double> parse_numbers(const std::string& what, const std::string& text, char separator,
                                  std::size_t count);

}  // namespace standin_game
