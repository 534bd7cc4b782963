// Pressing a key in a game's window.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "watch/act/key_helper.h"

namespace sprint::watch {

// Make it before other threads start and before the priority is lowered: see KeyHelper.
class KeyPress {
 public:
  enum class Result {
    pressed,  // and it is released after `hold`, whatever becomes of this process
    refused,  // nothing was pressed: the key would not go into the game alone, as reason() says
    failed,   // nothing was pressed, or it is released again
  };

  // `key`: see key_symbol(). `display`: empty for that of the environment variable DISPLAY. `hold`
  // should be longer than a frame of the game and shorter than the delay after which keys repeat
  // (usually 250 ms or more). Throws Error naming the key where there is none of that name.
  explicit KeyPress(std::string key, std::string display = {},
                    std::chrono::milliseconds hold = std::chrono::milliseconds(35));

  // Presses the key if `window`, or a window inside of it, has the input focus, is the game's by
  // `game`, and alone gets the key: see press_key(). Returns after the press and does not wait for
  // the release. Never throws.
  Result press(unsigned window, const GameRule& game);

  // One line after every result but `pressed`; empty after that.
  const std::string& reason() const { return reason_; }

  // Readable when alive() is false: somebody has killed the process that releases the key, and
  // recover() is to be called.
  int descriptor() const { return helper_ ? helper_->descriptor() : -1; }
  bool alive() const { return helper_ && helper_->alive(); }
  void recover();

 private:
  Result refuse(std::string_view why);
  Result fail_with(std::string reason);

  std::string key_, display_;
  xcb_keysym_t symbol_;
  std::chrono::milliseconds hold_;
  std::unique_ptr<KeyHelper> helper_;
  std::string reason_;
};

}  // namespace sprint::watch
