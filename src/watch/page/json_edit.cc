#include "watch/page/json_edit.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "base/error.h"
#include "watch/settings/located_json.h"

namespace sprint::watch {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

// A member of an object or an element of a list: its bytes in the text.
struct Child {
  std::string key;    // of a member
  size_t start;       // of the key, or of the element
  size_t begin, end;  // of the value
};

struct Children {
  bool object;
  std::vector<Child> all;
  size_t close;  // the bracket at the end
};

// Moves over JSON that is known to be right.
class Scanner {
 public:
  Scanner(const std::string& text, size_t at) : text_(text), at_(at) { skip_space(); }

  size_t at() const { return at_; }

  // Of the object or list that starts here.
  Children children() {
    const char open = here();
    if (open != '{' && open != '[') fail("the settings have another form than expected");
    Children found{open == '{', {}, 0};
    const char close = found.object ? '}' : ']';
    step();
    while (here() != close) {
      Child child{{}, at_, 0, 0};
      if (found.object) child.key = take_key();
      child.begin = at_;
      skip_value();
      child.end = at_;
      found.all.push_back(std::move(child));
      skip_space();
      if (here() == ',') step();
    }
    found.close = at_;
    return found;
  }

 private:
  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  void step() {
    ++at_;
    skip_space();
  }

  void skip_space() {
    for (;;) {
      at_ = std::min(text_.find_first_not_of(kSpace, at_), text_.size());
      if (here() != '/') return;
      const bool line = text_[at_ + 1] == '/';
      const size_t end = line ? text_.find('\n', at_) : text_.find("*/", at_ + 2) + 2;
      at_ = std::min(end, text_.size());
    }
  }

  void skip_string() {
    for (++at_; here() != '"'; ++at_)
      if (here() == '\\') ++at_;
    ++at_;
  }

  std::string take_key() {
    const size_t start = at_;
    skip_string();
    const std::string quoted = text_.substr(start, at_ - start);
    skip_space();
    step();  // the colon
    return nlohmann::json::parse(quoted).get<std::string>();
  }

  void skip_value() {
    if (here() == '"') return skip_string();
    if (here() == '{' || here() == '[') {
      children();
      ++at_;
      return;
    }
    at_ = std::min(text_.find_first_of(",]}/ \t\r\n", at_), text_.size());
  }

  const std::string& text_;
  size_t at_;
};

const Child* find_child(const Children& children, const JsonStep& step) {
  if (const auto* index = std::get_if<size_t>(&step))
    return *index < children.all.size() ? &children.all[*index] : nullptr;
  const auto found = std::ranges::find(children.all, std::get<std::string>(step), &Child::key);
  return found == children.all.end() ? nullptr : &*found;
}

// What stands before the first child on its line, if that is only space.
std::string indentation(const std::string& text, const Children& children) {
  if (children.all.empty()) return "  ";
  const size_t start = children.all.front().start;
  const size_t line = text.find_last_of('\n', start) + 1;
  const std::string before = text.substr(line, start - line);
  return before.find_first_not_of(" \t") == std::string::npos ? before : "  ";
}

// The member goes on a line of its own at the end of the object, after all comments.
std::string with_new_member(std::string text, const Children& children, const std::string& key,
                            std::string_view value) {
  const size_t last = text.find_last_not_of(kSpace, children.close - 1) + 1;
  const std::string end = text.find('\n', last) < children.close ? "" : "\n";
  text.insert(
      last, fmt::format("\n{}{}: {}{}", indentation(text, children), json_quoted(key), value, end));
  if (!children.all.empty()) text.insert(children.all.back().end, ",");
  return text;
}

}  // namespace

std::string with_member(const std::string& text, std::span<const JsonStep> steps,
                        const std::string& key, std::string_view value) {
  size_t at = 0;
  for (size_t i = 0; i < steps.size(); ++i) {
    const Children children = Scanner(text, at).children();
    const Child* child = find_child(children, steps[i]);
    if (child == nullptr) {
      const std::string inner = with_member("{}", steps.subspan(i + 1), key, value);
      return with_new_member(text, children, std::get<std::string>(steps[i]), inner);
    }
    at = child->begin;
  }
  const Children children = Scanner(text, at).children();
  if (!children.object) fail("the settings have another form than expected");
  const Child* member = find_child(children, key);
  if (member == nullptr) return with_new_member(text, children, key, value);
  return std::string(text).replace(member->begin, member->end - member->begin, value);
}

}  // namespace sprint::watch
