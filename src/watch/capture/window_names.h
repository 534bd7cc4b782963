// What a window of an X server is called.
#pragma once

#include <string>

#include "watch/capture/x11_connection.h"

namespace sprint::watch {

// UTF-8; empty where the window does not say.
struct WindowNames {
  std::string title;                   // _NET_WM_NAME, else WM_NAME
  std::string instance, window_class;  // WM_CLASS (ICCCM 4.1.2.5): of this start, of the program
  std::string role;                    // WM_WINDOW_ROLE
};

// Asks for the names of `window` when it is made, and reads the answers with answer(), which is
// called once: many windows are asked in one round trip.
class NamesQuestion {
 public:
  // `connection` must outlive it.
  NamesQuestion(const X11Connection& connection, xcb_window_t window);

  // Without any name where the window has gone.
  WindowNames answer();

 private:
  const X11Connection& connection_;
  xcb_get_property_cookie_t net_name_, name_, class_, role_;
};

}  // namespace sprint::watch
