// A key that is heard whichever window has the input focus.
#pragma once

#include <string>

#include "watch/capture/x11_connection.h"

namespace sprint::watch {

class GlobalKey {
 public:
  // Takes `key` (see key_symbol()) for itself: no window gets it any more. `display`: empty for
  // that of the environment variable DISPLAY. Throws Error naming the key where there is none of
  // that name, where the keyboard does not have it, or where another program holds it.
  explicit GlobalKey(std::string key, const std::string& display = {});

  // Readable when take_presses() is to be called.
  int descriptor() const { return connection_.descriptor(); }

  // How often it was pressed since the last call; holding it down is one press. Throws Error where
  // the keyboard was changed and the key cannot be had on the new one.
  int take_presses();

  // False once the X server has gone: the key is not heard any more, so nothing should be pressed
  // that it could not stop. Make another GlobalKey when there is a server.
  bool alive() const { return connection_.alive(); }

 private:
  void grab();

  std::string key_;
  xcb_keysym_t symbol_;
  X11Connection connection_;
  xcb_timestamp_t released_ = 0;  // when it last was, in the server's milliseconds
};

}  // namespace sprint::watch
