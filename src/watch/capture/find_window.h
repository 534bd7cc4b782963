// The windows of a display, and the one among them that is the game's.
#pragma once

#include <vector>

#include "watch/capture/game_window.h"
#include "watch/capture/window_names.h"
#include "watch/capture/x11_connection.h"

namespace sprint::watch {

struct WindowInfo {
  xcb_window_t id = XCB_NONE;
  WindowNames names;
  int width = 0, height = 0;  // pixels, without border and the window manager's frame
  bool viewable = false;      // neither minimised nor hidden
  bool focused = false;       // it, or a window inside of it, gets the keys
};

struct WindowList {
  std::vector<WindowInfo> windows;  // those that have a title
  bool managed = false;             // as a window manager lists them, oldest first
};

// The windows that the window manager lists in _NET_CLIENT_LIST; where there is none, every titled
// window from the root down to the first title, lowest first. From now on the connection gets the
// events of each: structure, properties, focus and visibility.
WindowList list_windows(const X11Connection& connection);

// Pointers into the list that was searched.
struct FoundWindow {
  const WindowInfo* window = nullptr;          // null: none is the game's
  std::vector<const WindowInfo*> alike;        // that are the game's by the rule; window is one
  std::vector<const WindowInfo*> passed_over;  // that have the title and are not the game's

  // Whether all that are alike are windows of one program: else none is the game's for sure.
  bool of_one_program() const;
};

// Of several windows that are the game's: the focused one, else `current`, else the first; hidden
// windows only where all are.
FoundWindow find_window(const std::vector<WindowInfo>& windows, const GameRule& rule,
                        xcb_window_t current);

}  // namespace sprint::watch
