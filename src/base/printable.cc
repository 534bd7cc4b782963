#include "base/printable.h"

#include <fmt/format.h>

namespace sprint {

std::string printable(std::string_view text, size_t limit) {
  if (text.size() > limit) {
    return printable(text.substr(0, limit - limit / 2), limit) + "..." +
           printable(text.substr(text.size() - limit / 2), limit);
  }
  std::string result;
  for (const char each : text) {
    const auto code = static_cast<unsigned char>(each);
    if (each == '\n') {
      result += "\\n";
    } else if (code < 0x20 || code == 0x7f) {
      result += fmt::format("\\x{:02x}", code);
    } else {
      result += each;
    }
  }
  return result;
}

}  // namespace sprint
