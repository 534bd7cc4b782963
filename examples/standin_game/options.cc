#include "options.h"

#include <charconv>
#include <sstream>

namespace standin_game {

const char* const kUsage =
    "usage: standin_game [options]\n"
    "Shows a moving scene with a buff bar in an X11 window. The bar's last slot shows a running\n"
    "figure while sprint is on. Prints the slot's region and the window's id, then plays.\n"
    "  --title TEXT          of the window (Stand-in game)\n"
    "  --size WxH            of the window, pixels (640x480)\n"
    "  --fps N               frames a second (60)\n"
    "  --seconds N           how long to play; 0: until the window is closed (0)\n"
    "  --key LETTER          switches sprint on and off (z)\n"
    "  --tires LOW,HIGH      sprint goes off by itself after that many seconds (never)\n"
    "  --seed N              of scene, icons and tiring (0)\n"
    "  --truth FILE          a JSON line for each change of sprint, once it can be seen\n"
    "  --frame-times FILE    CSV, microseconds\n"
    "  --script FILE         lines of SECONDS COMMAND: move X Y, resize W H, minimise, restore,\n"
    "                        cover, uncover, focus, unfocus, title TEXT, sprint, close, open, "
    "quit\n";

std::vector<double> parse_numbers(const std::string& what, const std::string& text, char separator,
                                  std::size_t count) {
  std::vector<double> numbers;
  std::istringstream parts(text);
  for (std::string part; std::getline(parts, part, separator);) {
    double number = 0;
    const char* end = part.data() + part.size();
    const auto [stop, error] = std::from_chars(part.data(), end, number);
    if (error != std::errc() || stop != end || !(number >= -32768 && number <= 1e9)) {
      throw UsageError(what + ": '" + part + "' is not a number that it can take");
    }
    numbers.push_back(number);
  }
  if (numbers.size() != count) {
    throw UsageError(what + " takes " + std::to_string(count) + " numbers, not '" + text + "'");
  }
  return numbers;
}

namespace {

double parse_number(const std::string& name, const std::string& text, double low, double high) {
  const double number = parse_numbers(name, text, ',', 1)[0];
  if (number < low || number > high) {
    throw UsageError(name + " takes a number from " + std::to_string(low) + " to " +
                     std::to_string(high));
  }
  return number;
}

void parse_size(const std::string& text, Options& options) {
  const std::vector<double> size = parse_numbers("--size", text, 'x', 2);
  for (const double side : size) {
    if (side < 200 || side > 8192) throw UsageError("--size takes sides from 200 to 8192 pixels");
  }
  options.width = static_cast<int>(size[0]);
  options.height = static_cast<int>(size[1]);
}

void parse_tires(const std::string& text, Options& options) {
  const std::vector<double> range = parse_numbers("--tires", text, ',', 2);
  if (range[0] <= 0 || range[1] < range[0]) {
    throw UsageError("--tires takes two times above 0, the shorter one first");
  }
  options.tires_low = range[0];
  options.tires_high = range[1];
}

void parse_key(const std::string& text, Options& options) {
  const bool letter = text.size() == 1 &&
                      ((text[0] >= 'a' && text[0] <= 'z') || (text[0] >= '0' && text[0] <= '9'));
  if (!letter) throw UsageError("--key takes one letter from a to z, or a digit");
  options.key = text[0];
}

void parse_option(const std::string& name, const std::string& value, Options& options) {
  if (name == "--title") {
    options.title = value;
  } else if (name == "--size") {
    parse_size(value, options);
  } else if (name == "--fps") {
    options.fps = parse_number(name, value, 1, 1000);
  } else if (name == "--seconds") {
    options.seconds = parse_number(name, value, 0, 1e6);
  } else if (name == "--key") {
    parse_key(value, options);
  } else if (name == "--tires") {
    parse_tires(value, options);
  } else if (name == "--seed") {
    options.seed = static_cast<std::uint64_t>(parse_number(name, value, 0, 1e9));
  } else if (name == "--truth") {
    options.truth = value;
  } else if (name == "--frame-times") {
    options.frame_times = value;
  } else if (name == "--script") {
    options.script = value;
  } else {
    throw UsageError("unknown option " + name);
  }
}

}  // namespace

Options parse_options(const std::vector<std::string>& arguments) {
  Options options;
  if (arguments == std::vector<std::string>{"--help"}) options.help = true;
  for (std::size_t i = 0; !options.help && i < arguments.size(); i += 2) {
    if (i + 1 == arguments.size()) throw UsageError(arguments[i] + " needs a value");
    parse_option(arguments[i], arguments[i + 1], options);
  }
  return options;
}

}  // namespace standin_game
