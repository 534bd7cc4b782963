// JSON that remembers on which line of its file every value stands.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sprint::watch {

struct LocatedJson {
  enum class Kind { null, boolean, number, text, list, object };

  Kind kind = Kind::null;
  int line = 1;     // counted from 1
  std::string key;  // in an object
  // The value of a boolean, number (int64_t where it is written as a whole number) or text.
  std::variant<std::monostate, bool, int64_t, double, std::string> scalar;
  std::vector<LocatedJson> children;  // of a list or an object

  // The value as a message shows it: 3.5, "text", a list.
  std::string shown() const;
};

// Parses RFC 8259 JSON with // and /* */ comments. Throws Error "path:line: ..." where it is not
// JSON, where a key appears twice in one object, or where values are nested more than 16 deep.
LocatedJson parse_located_json(const std::string& text, const std::string& path);

// The text of the file at `path`. Throws Error naming it where it cannot be read or holds more than
// 1 MB, which no settings take.
std::string read_json_text(const std::string& path);

// `text` in quotes, as JSON writes it; bytes that are not UTF-8 become U+FFFD.
std::string json_quoted(std::string_view text);

}  // namespace sprint::watch
