#include "watch/act/press_key.h"

#include <xcb/xtest.h>

#include <algorithm>

#include "watch/act/keyboard.h"

namespace sprint::watch {
namespace {

// Control, Alt and Super, as the modifier maps of desktops have them.
constexpr unsigned kShortcutModifiers = XCB_MOD_MASK_CONTROL | XCB_MOD_MASK_1 | XCB_MOD_MASK_4;

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

// What decides whether a key may be pressed, all asked for in one round trip.
class Look {
 public:
  Look(const X11Connection& connection, xcb_window_t window, xcb_window_t focus)
      : connection_(connection),
        names_(connection, window),
        focus_(xcb_get_input_focus(connection)),
        keymap_(xcb_query_keymap(connection)),
        pointer_(xcb_query_pointer(connection, connection.root())),
        grab_(xcb_grab_keyboard(connection, /*owner_events=*/1, focus, XCB_CURRENT_TIME,
                                XCB_GRAB_MODE_ASYNC, XCB_GRAB_MODE_ASYNC)) {
    xcb_ungrab_keyboard(connection, XCB_CURRENT_TIME);  // where it was to be had
  }

  // `pressed` where `key` may be pressed; `focus` is the window that has to have the focus still.
  KeyAnswer answer(const GameRule& game, xcb_window_t focus, xcb_keycode_t key) {
    const WindowNames names = names_.answer();
    const Owned<xcb_get_input_focus_reply_t> now(
        xcb_get_input_focus_reply(connection_, focus_, nullptr));
    const Owned<xcb_query_keymap_reply_t> keymap(
        xcb_query_keymap_reply(connection_, keymap_, nullptr));
    const Owned<xcb_query_pointer_reply_t> pointer(
        xcb_query_pointer_reply(connection_, pointer_, nullptr));
    const Owned<xcb_grab_keyboard_reply_t> grab(
        xcb_grab_keyboard_reply(connection_, grab_, nullptr));
    if (!connection_.alive()) return KeyAnswer::no_server;
    if (!now || now->focus != focus) return KeyAnswer::not_focused;
    if (likeness(names, game) != Likeness::game) return KeyAnswer::not_the_game;
    if (!keymap || is_down(*keymap, key)) return KeyAnswer::held;
    if (!pointer || (pointer->mask & kShortcutModifiers) != 0) return KeyAnswer::modified;
    if (!grab || grab->status != XCB_GRAB_STATUS_SUCCESS) return KeyAnswer::grabbed;
    return KeyAnswer::pressed;
  }

 private:
  const X11Connection& connection_;
  NamesQuestion names_;
  xcb_get_input_focus_cookie_t focus_;
  xcb_query_keymap_cookie_t keymap_;
  xcb_query_pointer_cookie_t pointer_;
  xcb_grab_keyboard_cookie_t grab_;
};

// Presses the key while `focus` still has the focus.
KeyAnswer press_while(const X11Connection& connection, const KeyOrder& order, xcb_window_t focus,
                      xcb_keycode_t key) {
  const GrabbedServer grab(connection);
  const KeyAnswer answer = Look(connection, order.window, focus).answer(order.game, focus, key);
  if (answer == KeyAnswer::pressed) fake(connection, XCB_KEY_PRESS, key, 0);
  return answer;
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
  const KeyAnswer answer = press_while(connection, order, focus, key);
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
