#include "watch/act/global_key.h"

#include <utility>
#include <vector>

#include "base/error.h"
#include "watch/act/key_name.h"
#include "watch/act/keyboard.h"

namespace sprint::watch {

GlobalKey::GlobalKey(std::string key, const std::string& display)
    : key_(std::move(key)), symbol_(key_symbol(key_)), connection_(display) {
  grab();
}

void GlobalKey::grab() {
  const xcb_keycode_t key = find_key(connection_, symbol_);
  if (!alive()) return;
  if (key == 0)
    fail("the keyboard has no key that gives '{}' without Shift; choose another key", key_);
  std::vector<xcb_void_cookie_t> cookies;
  for (const uint16_t modifiers : lock_combinations(connection_)) {
    cookies.push_back(xcb_grab_key_checked(connection_, /*owner_events=*/0, connection_.root(),
                                           modifiers, key, XCB_GRAB_MODE_ASYNC,
                                           XCB_GRAB_MODE_ASYNC));
  }
  bool taken = false;
  for (const auto cookie : cookies) {
    if (const Owned<xcb_generic_error_t> error{xcb_request_check(connection_, cookie)})
      taken = true;
  }
  if (taken) fail("another program holds the key '{}'; end it, or choose another key", key_);
}

int GlobalKey::take_presses() {
  int presses = 0;
  while (const Event event{xcb_poll_for_event(connection_)}) {
    switch (event->response_type & 0x7F) {
      case XCB_KEY_RELEASE:
        released_ = as_event<xcb_key_release_event_t>(*event).time;
        break;
      case XCB_KEY_PRESS:
        // A key that is held repeats as a release and a press of one time.
        if (as_event<xcb_key_press_event_t>(*event).time != released_) ++presses;
        break;
      case XCB_MAPPING_NOTIFY:
        if (as_event<xcb_mapping_notify_event_t>(*event).request == XCB_MAPPING_POINTER) break;
        xcb_ungrab_key(connection_, XCB_GRAB_ANY, connection_.root(), XCB_MOD_MASK_ANY);
        grab();
        break;
      default:
        break;
    }
  }
  return presses;
}

}  // namespace sprint::watch
