#include "watch/act/key_press.h"

#include <fmt/format.h>

#include <utility>

#include "sprint/error.h"
#include "watch/act/key_name.h"

namespace sprint::watch {

KeyPress::KeyPress(std::string key, std::string display, std::chrono::milliseconds hold)
    : key_(std::move(key)),
      display_(std::move(display)),
      symbol_(key_symbol(key_)),
      hold_(hold),
      helper_(std::make_unique<KeyHelper>(display_)) {}

KeyPress::Result KeyPress::press(unsigned window, const GameRule& game) {
  const std::optional<KeyAnswer> answer =
      helper_ ? helper_->ask({window, game, symbol_, static_cast<uint32_t>(hold_.count())})
              : std::nullopt;
  if (!answer) {
    recover();
    return fail_with("the process that presses keys has ended; it is started again");
  }
  reason_.clear();
  switch (*answer) {
    case KeyAnswer::pressed:
      return Result::pressed;
    case KeyAnswer::not_focused:
      return refuse("another window has the input focus");
    case KeyAnswer::not_the_game:
      return refuse("the window's title or class is not the game's any more");
    case KeyAnswer::held:
      return refuse("it is held down");
    case KeyAnswer::modified:
      return refuse("Ctrl, Alt or Super is held down, with which it may be a shortcut");
    case KeyAnswer::grabbed:
      return refuse("a program has the keyboard for itself");
    case KeyAnswer::no_key:
      return fail_with(fmt::format(
          "the keyboard has no key that gives '{}' without Shift; change sprint_key", key_));
    case KeyAnswer::no_test:
      return fail_with("the X server has no XTEST extension, so keys cannot be pressed");
    case KeyAnswer::no_server:
      break;
  }
  return fail_with("there is no X server to press keys on");
}

KeyPress::Result KeyPress::refuse(std::string_view why) {
  reason_ = fmt::format("'{}' was not pressed: {}", key_, why);
  return Result::refused;
}

KeyPress::Result KeyPress::fail_with(std::string reason) {
  reason_ = std::move(reason);
  return Result::failed;
}

void KeyPress::recover() {
  helper_.reset();
  try {
    release_key(X11Connection(display_), symbol_);
    helper_ = std::make_unique<KeyHelper>(display_);
  } catch (const Error& error) {
    reason_ = error.what();
  }
}

}  // namespace sprint::watch
