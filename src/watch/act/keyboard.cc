#include "watch/act/keyboard.h"

#include <xkbcommon/xkbcommon-keysyms.h>

#include <algorithm>
#include <initializer_list>

namespace sprint::watch {
namespace {

constexpr int kModifiers = 8;  // Shift, Lock, Control, Mod1 to Mod5

// The columns of the keyboard mapping are group 1 plain, group 1 with Shift or Num Lock, group 2
// plain, group 2 with it (X11 protocol, section 5).
std::initializer_list<int> columns_of(xcb_keysym_t symbol) {
  static constexpr auto kPlain = {0, 2};
  static constexpr auto kKeypad = {0, 2, 1, 3};
  return symbol >= XKB_KEY_KP_Space && symbol <= XKB_KEY_KP_9 ? kKeypad : kPlain;
}

// The modifier that the key gives, as a mask; 0 where it gives none.
uint16_t modifier_of(const xcb_get_modifier_mapping_reply_t& mapping, xcb_keycode_t key) {
  const xcb_keycode_t* keys = xcb_get_modifier_mapping_keycodes(&mapping);
  const int each = mapping.keycodes_per_modifier;
  for (int i = 0; i < kModifiers * each; ++i) {
    if (key != 0 && keys[i] == key) return static_cast<uint16_t>(1 << (i / each));
  }
  return 0;
}

}  // namespace

xcb_keycode_t find_key(const X11Connection& connection, xcb_keysym_t symbol) {
  const xcb_keycode_t first = connection.setup().min_keycode, last = connection.setup().max_keycode;
  const auto count = static_cast<uint8_t>(last - first + 1);
  const Owned<xcb_get_keyboard_mapping_reply_t> mapping(xcb_get_keyboard_mapping_reply(
      connection, xcb_get_keyboard_mapping(connection, first, count), nullptr));
  if (!mapping) return 0;
  const xcb_keysym_t* symbols = xcb_get_keyboard_mapping_keysyms(mapping.get());
  const int columns = mapping->keysyms_per_keycode;
  for (const int column : columns_of(symbol)) {
    for (int key = 0; column < columns && key < count; ++key) {
      if (symbols[key * columns + column] == symbol) return static_cast<uint8_t>(first + key);
    }
  }
  return 0;
}

std::vector<uint16_t> lock_combinations(const X11Connection& connection) {
  std::vector<uint16_t> masks{XCB_MOD_MASK_LOCK};
  const Owned<xcb_get_modifier_mapping_reply_t> mapping(
      xcb_get_modifier_mapping_reply(connection, xcb_get_modifier_mapping(connection), nullptr));
  for (const xcb_keysym_t lock : {XKB_KEY_Num_Lock, XKB_KEY_Scroll_Lock}) {
    const uint16_t mask = mapping ? modifier_of(*mapping, find_key(connection, lock)) : uint16_t{0};
    if (mask != 0 && std::ranges::find(masks, mask) == masks.end()) masks.push_back(mask);
  }
  std::vector<uint16_t> combinations{0};
  for (const uint16_t mask : masks) {
    const size_t without = combinations.size();
    for (size_t i = 0; i < without; ++i) {
      combinations.push_back(static_cast<uint16_t>(combinations[i] | mask));
    }
  }
  return combinations;
}

}  // namespace sprint::watch
