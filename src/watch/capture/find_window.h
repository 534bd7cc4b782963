// The windows of a display, and the one among them that a title means.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "watch/capture/x11_connection.h"

namespace sprint::watch {

struct WindowInfo {
  xcb_window_t id = XCB_NONE;
  std::string title;          // UTF-8
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

struct FoundWindow {
  const WindowInfo* window = nullptr;  // null: none has the title
  size_t alike = 0;                    // how many windows have the title
};

// Among the windows whose title has `part` (ASCII letters in any case): the focused one, else
// `current`, else the first; hidden windows only where all are.
FoundWindow find_window(const std::vector<WindowInfo>& windows, std::string_view part,
                        xcb_window_t current);

}  // namespace sprint::watch
