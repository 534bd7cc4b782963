#include "watch/capture/x11_connection.h"

#include <sys/socket.h>
#include <xcb/composite.h>
#include <xcb/shm.h>
#include <xcb/xtest.h>

#include <string_view>
#include <utility>

#include "base/error.h"

namespace sprint::watch {
namespace {

std::string display_name(const std::string& display) {
  const char* variable = std::getenv("DISPLAY");
  return !display.empty() || variable == nullptr ? display : variable;
}

// Shared memory is passed as a descriptor, which only a socket of this machine carries.
bool is_local(int descriptor) {
  int domain = 0;
  socklen_t size = sizeof(domain);
  return ::getsockopt(descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size) == 0 && domain == AF_UNIX;
}

const xcb_screen_t* screen_at(const xcb_setup_t* setup, int number) {
  xcb_screen_iterator_t screens = xcb_setup_roots_iterator(setup);
  while (number-- > 0 && screens.rem > 1) xcb_screen_next(&screens);
  return screens.data;
}

bool at_least(unsigned major, unsigned minor, unsigned least_major, unsigned least_minor) {
  return std::pair(major, minor) >= std::pair(least_major, least_minor);
}

bool has_extension(xcb_connection_t* connection, xcb_extension_t* extension) {
  const auto* data = xcb_get_extension_data(connection, extension);
  return data != nullptr && data->present != 0;
}

}  // namespace

X11Connection::X11Connection(const std::string& display) : display_(display_name(display)) {
  if (display_.empty()) {
    fail("no X display: the environment variable DISPLAY is not set; run in a desktop session");
  }
  int screen = 0;
  connection_ = xcb_connect(display_.c_str(), &screen);
  if (!alive()) {
    xcb_disconnect(connection_);
    fail("cannot connect to the X display '{}'; is it running, and may this user use it?",
         display_);
  }
  screen_ = screen_at(xcb_get_setup(connection_), screen);
  intern_atoms();
  query_extensions();
}

X11Connection::~X11Connection() { xcb_disconnect(connection_); }

void X11Connection::intern_atoms() {
  const std::pair<std::string_view, xcb_atom_t*> names[] = {
      {"UTF8_STRING", &atoms_.utf8_string},
      {"_NET_WM_NAME", &atoms_.net_wm_name},
      {"_NET_CLIENT_LIST", &atoms_.net_client_list},
      {"WM_WINDOW_ROLE", &atoms_.wm_window_role}};
  std::vector<xcb_intern_atom_cookie_t> cookies;
  for (const auto& [name, atom] : names) {
    cookies.push_back(
        xcb_intern_atom(connection_, 0, static_cast<uint16_t>(name.size()), name.data()));
  }
  for (size_t i = 0; i < cookies.size(); ++i) {
    const Owned<xcb_intern_atom_reply_t> reply(
        xcb_intern_atom_reply(connection_, cookies[i], nullptr));
    *names[i].second = reply ? reply->atom : xcb_atom_t{XCB_ATOM_NONE};
  }
}

void X11Connection::query_extensions() {
  for (xcb_extension_t* extension : {&xcb_shm_id, &xcb_composite_id, &xcb_test_id}) {
    xcb_prefetch_extension_data(connection_, extension);
  }
  if (has_extension(connection_, &xcb_shm_id) && is_local(descriptor())) {
    const Owned<xcb_shm_query_version_reply_t> version(
        xcb_shm_query_version_reply(connection_, xcb_shm_query_version(connection_), nullptr));
    shared_memory_ = version && at_least(version->major_version, version->minor_version, 1, 2);
  }
  if (has_extension(connection_, &xcb_composite_id)) {
    const Owned<xcb_composite_query_version_reply_t> version(xcb_composite_query_version_reply(
        connection_, xcb_composite_query_version(connection_, 0, 4), nullptr));
    composite_ = version && at_least(version->major_version, version->minor_version, 0, 2);
  }
  test_ = has_extension(connection_, &xcb_test_id);
}

xcb_window_t focused_window(const X11Connection& connection) {
  const Owned<xcb_get_input_focus_reply_t> reply(
      xcb_get_input_focus_reply(connection, xcb_get_input_focus(connection), nullptr));
  return reply ? reply->focus : xcb_window_t{XCB_NONE};
}

std::vector<xcb_window_t> with_ancestors(const X11Connection& connection, xcb_window_t window) {
  std::vector<xcb_window_t> chain;
  while (window != XCB_NONE) {
    const Owned<xcb_query_tree_reply_t> tree(
        xcb_query_tree_reply(connection, xcb_query_tree(connection, window), nullptr));
    if (!tree) break;
    chain.push_back(window);
    window = tree->parent;
  }
  return chain;
}

}  // namespace sprint::watch
