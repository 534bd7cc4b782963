// One press of a key, into one window and no other.
#pragma once

#include <cstdint>

#include "watch/capture/game_window.h"
#include "watch/capture/x11_connection.h"

namespace sprint::watch {

struct KeyOrder {
  xcb_window_t window;
  GameRule game;  // that the window still has to meet
  xcb_keysym_t symbol;
  uint32_t hold_ms;  // from press to release
};

enum class KeyAnswer : uint8_t {
  pressed,
  not_focused,   // another window gets the keys
  not_the_game,  // the window has another title or class now
  held,          // the key is down already
  modified,      // Control, Alt or Super is down: the key may mean something to another program
  grabbed,       // a program has the keyboard for itself, whatever has the focus
  no_key,        // the keyboard has no such key that is pressed alone
  no_test,       // the server has no XTEST extension
  no_server,
};

// Presses the key if `order.window`, or a window inside of it, has the input focus and is still the
// game's, and hands the release to the server, which does it after `hold_ms` by itself. Nothing
// that is checked can change before the press: other clients of the server wait that long, for one
// round trip of this one.
//
// The server forgets the release if the connection ends before it: see finish_press().
KeyAnswer press_key(const X11Connection& connection, const KeyOrder& order);

// Returns once the server has done the release.
void finish_press(const X11Connection& connection);

// Releases the key, should an ended client have left it pressed.
void release_key(const X11Connection& connection, xcb_keysym_t symbol);

}  // namespace sprint::watch
