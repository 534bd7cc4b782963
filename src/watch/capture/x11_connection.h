// A connection to an X server.
#pragma once

#include <xcb/xcb.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

namespace sprint::watch {

// For what XCB allocates with malloc and leaves to its caller: replies, events, errors.
struct FreeDeleter {
  void operator()(void* memory) const { std::free(memory); }
};
template <typename T>
using Owned = std::unique_ptr<T, FreeDeleter>;

using Event = Owned<xcb_generic_event_t>;

// `event` as the type that its number stands for.
template <typename T>
const T& as_event(const xcb_generic_event_t& event) {
  return reinterpret_cast<const T&>(event);
}

class X11Connection {
 public:
  // Connects to `display`, or to the one that the environment variable DISPLAY names where it is
  // empty. Throws Error naming the display.
  explicit X11Connection(const std::string& display);
  ~X11Connection();
  X11Connection(const X11Connection&) = delete;
  X11Connection& operator=(const X11Connection&) = delete;

  // Implicit, so that a connection is what XCB's functions take.
  operator xcb_connection_t*() const { return connection_; }

  // False once the server has gone; every request then does nothing and every reply is null.
  bool alive() const { return xcb_connection_has_error(connection_) == 0; }

  // Readable when there may be an event.
  int descriptor() const { return xcb_get_file_descriptor(connection_); }

  const std::string& display() const { return display_; }
  const xcb_setup_t& setup() const { return *xcb_get_setup(connection_); }
  const xcb_screen_t& screen() const { return *screen_; }
  xcb_window_t root() const { return screen_->root; }

  bool has_shared_memory() const { return shared_memory_; }  // MIT-SHM 1.2, on this machine
  bool has_composite() const { return composite_; }          // Composite 0.2
  bool has_test() const { return test_; }                    // XTEST

  struct Atoms {
    xcb_atom_t utf8_string, net_wm_name, net_client_list, wm_window_role;
  };
  const Atoms& atoms() const { return atoms_; }

 private:
  void intern_atoms();
  void query_extensions();

  std::string display_;
  xcb_connection_t* connection_;
  const xcb_screen_t* screen_ = nullptr;
  Atoms atoms_{};
  bool shared_memory_ = false, composite_ = false, test_ = false;
};

// The window that gets the keys: a window, or XCB_NONE or XCB_INPUT_FOCUS_POINTER_ROOT.
xcb_window_t focused_window(const X11Connection& connection);

// `window` and the windows around it, from the inside out to the root; empty where it is none.
std::vector<xcb_window_t> with_ancestors(const X11Connection& connection, xcb_window_t window);

}  // namespace sprint::watch
