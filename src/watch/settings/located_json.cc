#include "watch/settings/located_json.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "base/error.h"
#include "base/printable.h"

namespace sprint::watch {
namespace {

using Json = nlohmann::json;
using Kind = LocatedJson::Kind;

constexpr size_t kDeepest = 16;
constexpr size_t kLongest = 1 << 20;  // bytes of a file

// What a parser's message says beyond its own name and the position, which is given as a line.
std::string reason_of(std::string_view message) {
  for (const std::string_view start : {"syntax error ", "] "}) {
    const size_t found = message.find(start);
    if (found != std::string_view::npos) return printable(message.substr(found + start.size()));
  }
  return printable(message);
}

// Builds the tree from the parser's events. An event comes when the parser has read its token and
// at most one character more, which the place in the stream tells.
class TreeBuilder final : public nlohmann::json_sax<Json> {
 public:
  TreeBuilder(const std::string& text, const std::string& path)
      : text_(text), path_(path), stream_(text) {}

  LocatedJson build() {
    Json::sax_parse(stream_, this, Json::input_format_t::json, /*strict=*/true,
                    /*ignore_comments=*/true);
    return std::move(root_);
  }

  bool null() override { return add(Kind::null, {}); }
  bool boolean(bool value) override { return add(Kind::boolean, value); }
  bool number_integer(int64_t value) override { return add(Kind::number, value); }
  bool number_unsigned(uint64_t value) override {
    if (std::in_range<int64_t>(value)) return add(Kind::number, static_cast<int64_t>(value));
    return add(Kind::number, static_cast<double>(value));
  }
  bool number_float(double value, const std::string&) override { return add(Kind::number, value); }
  bool string(std::string& value) override { return add(Kind::text, std::move(value)); }
  bool binary(Json::binary_t&) override { return false; }  // JSON has none
  bool key(std::string& value) override {
    key_ = std::move(value);
    return true;
  }
  bool start_object(size_t) override { return open(Kind::object); }
  bool start_array(size_t) override { return open(Kind::list); }
  bool end_array() override { return close(); }
  bool end_object() override {
    check_keys_differ(*open_.back());
    return close();
  }
  bool parse_error(size_t position, const std::string&, const Json::exception& error) override {
    fail("{}:{}: is not JSON: {}", path_, line_at(position), reason_of(error.what()));
  }

 private:
  // The line of the last character of `text_` before `position`.
  int line_at(size_t position) {
    const size_t end = std::min(position - std::min<size_t>(position, 1), text_.size());
    if (end > counted_) {
      line_ += static_cast<int>(std::count(text_.begin() + static_cast<ptrdiff_t>(counted_),
                                           text_.begin() + static_cast<ptrdiff_t>(end), '\n'));
      counted_ = end;
    }
    return line_;
  }

  int line() {
    const auto position = stream_.rdbuf()->pubseekoff(0, std::ios::cur, std::ios::in);
    return line_at(static_cast<size_t>(std::streamoff(position)));
  }

  bool add(Kind kind, decltype(LocatedJson::scalar) scalar) {
    LocatedJson& place = open_.empty() ? root_ : open_.back()->children.emplace_back();
    place = {kind, line(), std::exchange(key_, {}), std::move(scalar), {}};
    last_ = &place;
    return true;
  }

  bool open(Kind kind) {
    add(kind, {});
    open_.push_back(last_);
    if (open_.size() > kDeepest)
      fail("{}:{}: is nested more than {} deep", path_, last_->line, kDeepest);
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  void check_keys_differ(const LocatedJson& object) const {
    std::vector<const LocatedJson*> members;
    for (const LocatedJson& member : object.children) members.push_back(&member);
    std::stable_sort(members.begin(), members.end(),
                     [](const auto* a, const auto* b) { return a->key < b->key; });
    const auto twice =
        std::adjacent_find(members.begin(), members.end(),
                           [](const auto* a, const auto* b) { return a->key == b->key; });
    if (twice == members.end()) return;
    fail("{}:{}: {}: stands on line {} already; keep one of them", path_, twice[1]->line,
         printable((*twice)->key, 80), (*twice)->line);
  }

  const std::string& text_;
  const std::string& path_;
  std::istringstream stream_;
  size_t counted_ = 0;  // characters whose newlines are in line_
  int line_ = 1;
  LocatedJson root_;
  std::string key_;                 // of the value to come
  LocatedJson* last_ = nullptr;     // the value added last
  std::vector<LocatedJson*> open_;  // outermost first; each is the last child of the one before
};

}  // namespace

std::string LocatedJson::shown() const {
  switch (kind) {
    case Kind::null:
      return "null";
    case Kind::boolean:
      return std::get<bool>(scalar) ? "true" : "false";
    case Kind::number:
      return std::holds_alternative<int64_t>(scalar) ? fmt::format("{}", std::get<int64_t>(scalar))
                                                     : fmt::format("{}", std::get<double>(scalar));
    case Kind::text:
      return fmt::format("\"{}\"", printable(std::get<std::string>(scalar), 80));
    case Kind::list:
      return "a list";
    case Kind::object:
      return "an object";
  }
  return "";
}

LocatedJson parse_located_json(const std::string& text, const std::string& path) {
  return TreeBuilder(text, path).build();
}

std::string read_json_text(const std::string& path) {
  std::error_code none;
  if (std::filesystem::is_directory(path, none)) fail("{}: is a folder, expected a file", path);
  std::ifstream file(path, std::ios::binary);
  if (!file) fail("{}: cannot be read: {}", path, std::strerror(errno));
  std::string text(kLongest + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<size_t>(file.gcount()));
  if (text.size() > kLongest) fail("{}: is longer than {} bytes", path, kLongest);
  return text;
}

std::string json_quoted(std::string_view text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace sprint::watch
