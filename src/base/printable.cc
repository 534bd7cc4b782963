#include "base/printable.h"

#include <fmt/format.h>

#include <cstdint>

namespace sprint {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

// The character that `text` starts with and its length in bytes; 0 for bytes that are no UTF-8
// (RFC 3629).
struct Character {
  uint32_t code = 0;
  size_t length = 0;
};

Character first_character(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1};
  const size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || text.size() < length) return {};
  uint32_t code = lead & (0x7fU >> length);
  for (size_t i = 1; i < length; ++i) {
    if (!is_continuation(text[i])) return {};
    code = code << 6 | (static_cast<unsigned char>(text[i]) & 0x3fU);
  }
  constexpr uint32_t kLeast[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = code >= 0xd800 && code <= 0xdfff;
  return code < kLeast[length] || code > 0x10ffff || surrogate ? Character{}
                                                               : Character{code, length};
}

bool is_control(uint32_t code) { return code < 0x20 || (code >= 0x7f && code < 0xa0); }

// Line and paragraph separators, and marks, embeddings, overrides and isolates of direction.
bool misleads(uint32_t code) {
  return code == 0x61c || code == 0x200e || code == 0x200f || (code >= 0x2028 && code <= 0x202e) ||
         (code >= 0x2066 && code <= 0x2069);
}

std::string escaped(std::string_view text, bool keep_newlines) {
  std::string result;
  while (!text.empty()) {
    const auto [code, length] = first_character(text);
    if (length == 0) {
      result += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[0]));
    } else if (code == '\n') {
      result += keep_newlines ? "\n" : "\\n";
    } else if (is_control(code)) {
      result += fmt::format("\\x{:02x}", code);
    } else if (misleads(code)) {
      result += fmt::format("\\u{:04x}", code);
    } else {
      result += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return result;
}

}  // namespace

std::string printable(std::string_view text, size_t limit) {
  if (text.size() <= limit) return escaped(text, false);
  // Cut between characters.
  size_t front = limit - limit / 2, back = text.size() - limit / 2;
  while (front > 0 && is_continuation(text[front])) --front;
  while (back < text.size() && is_continuation(text[back])) ++back;
  return escaped(text.substr(0, front), false) + "..." + escaped(text.substr(back), false);
}

std::string printable_lines(std::string_view text) { return escaped(text, true); }

}  // namespace sprint
