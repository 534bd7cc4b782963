#include "watch/act/press_key.h"

#include <xcb/xtest.h>

#include <algorithm>

#include "watch/act/keyboard.h"

namespace sprint::watch {
namespace {

// Holds up the requests of all other clients; their wait ends with the next flush after its life.
class GrabbedServer {
 public:
  explicit GrabbedServer(const X11Connection& connection) : connection_(connection) {
    xcb_grab_server(connection_);
  }
  ~GrabbedServer() { xcb_ungrab_server(connection_); }
  GrabbedServer(const GrabbedServer&) = delete;
  GrabbedServer& operator=(const GrabbedServer&) = delete;

 private:
  const X11Connection& connection_;
};

void fake(const X11Connection& connection, uint8_t type, xcb_keycode_t key, uint32_t delay_ms) {
  xcb_test_fake_input(connection, type, key, delay_ms, XCB_NONE, 0, 0, 0);
}

bool is_down(const xcb_query_keymap_reply_t& keymap, xcb_keycode_t key) {
  return (keymap.keys[key / 8] >> (key % 8) & 1) != 0;
}

// Presses `key` while `focus` still has the focus.
KeyAnswer press_while(const X11Connection& connection, xcb_window_t focus, xcb_keycode_t key) {
  const GrabbedServer grab(connection);
  const auto focus_cookie = xcb_get_input_focus(connection);
  const auto keymap_cookie = xcb_query_keymap(connection);
  const Owned<xcb_get_input_focus_reply_t> now(
      xcb_get_input_focus_reply(connection, focus_cookie, nullptr));
  const Owned<xcb_query_keymap_reply_t> keymap(
      xcb_query_keymap_reply(connection, keymap_cookie, nullptr));
  if (!now || !keymap) return KeyAnswer::no_server;
  if (now->focus != focus) return KeyAnswer::not_focused;
  if (is_down(*keymap, key)) return KeyAnswer::held;
  fake(connection, XCB_KEY_PRESS, key, 0);
  return KeyAnswer::pressed;
}

}  // namespace

KeyAnswer press_key(const X11Connection& connection, const KeyOrder& order) {
  if (!connection.has_test()) return KeyAnswer::no_test;
  const xcb_keycode_t key = find_key(connection, order.symbol);
  const xcb_window_t focus = focused_window(connection);
  if (!connection.alive()) return KeyAnswer::no_server;
  if (key == 0) return KeyAnswer::no_key;
  const std::vector<xcb_window_t> chain = with_ancestors(connection, focus);
  if (std::ranges::find(chain, order.window) == chain.end()) return KeyAnswer::not_focused;
  const KeyAnswer answer = press_while(connection, focus, key);
  // Press and release leave in one piece.
  if (answer == KeyAnswer::pressed) fake(connection, XCB_KEY_RELEASE, key, order.hold_ms);
  xcb_flush(connection);
  return answer;
}

// Requests are done in their order, so the answer to one more comes after the release.
void finish_press(const X11Connection& connection) { focused_window(connection); }

void release_key(const X11Connection& connection, xcb_keysym_t symbol) {
  const xcb_keycode_t key = find_key(connection, symbol);
  if (key == 0 || !connection.has_test()) return;
  fake(connection, XCB_KEY_RELEASE, key, 0);
  finish_press(connection);
}

}  // namespace sprint::watch
