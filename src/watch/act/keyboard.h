// Where the keys of an X server's keyboard are.
#pragma once

#include <cstdint>
#include <vector>

#include "watch/capture/x11_connection.h"

namespace sprint::watch {

// The key that gives `symbol` when it is pressed alone, of a keypad also with Num Lock on; 0 where
// there is none.
xcb_keycode_t find_key(const X11Connection& connection, xcb_keysym_t symbol);

// Every combination of the modifiers that Caps Lock, Num Lock and Scroll Lock switch, none of them
// included.
std::vector<uint16_t> lock_combinations(const X11Connection& connection);

}  // namespace sprint::watch
