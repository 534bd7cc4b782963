#include "watch/act/key_name.h"

#include <xkbcommon/xkbcommon-keysyms.h>
#include <xkbcommon/xkbcommon.h>

#include <algorithm>
#include <string>

#include "base/edit_distance.h"
#include "base/error.h"
#include "base/printable.h"

namespace sprint::watch {
namespace {

struct Name {
  std::string_view name;
  uint32_t symbol;
};

// pydirectinput's names that are not X keysym names or mean another key there.
constexpr Name kNames[] = {
    {"esc", XKB_KEY_Escape},
    {"enter", XKB_KEY_Return},
    {"backspace", XKB_KEY_BackSpace},
    {"del", XKB_KEY_Delete},
    {"printscreen", XKB_KEY_Print},
    {"prntscrn", XKB_KEY_Print},
    {"prtsc", XKB_KEY_Print},
    {"prtscr", XKB_KEY_Print},
    {"scrolllock", XKB_KEY_Scroll_Lock},
    {"capslock", XKB_KEY_Caps_Lock},
    {"numlock", XKB_KEY_Num_Lock},
    {"pageup", XKB_KEY_Page_Up},
    {"pgup", XKB_KEY_Page_Up},
    {"pagedown", XKB_KEY_Page_Down},
    {"pgdn", XKB_KEY_Page_Down},
    {"apps", XKB_KEY_Menu},
    {"shift", XKB_KEY_Shift_L},
    {"shiftleft", XKB_KEY_Shift_L},
    {"shiftright", XKB_KEY_Shift_R},
    {"ctrl", XKB_KEY_Control_L},
    {"ctrlleft", XKB_KEY_Control_L},
    {"ctrlright", XKB_KEY_Control_R},
    {"alt", XKB_KEY_Alt_L},
    {"altleft", XKB_KEY_Alt_L},
    {"altright", XKB_KEY_Alt_R},
    {"win", XKB_KEY_Super_L},
    {"winleft", XKB_KEY_Super_L},
    {"winright", XKB_KEY_Super_R},
    {"divide", XKB_KEY_KP_Divide},
    {"multiply", XKB_KEY_KP_Multiply},
    {"subtract", XKB_KEY_KP_Subtract},
    {"add", XKB_KEY_KP_Add},
    {"decimal", XKB_KEY_KP_Decimal},
    {"numpadenter", XKB_KEY_KP_Enter},
    {"numpad0", XKB_KEY_KP_0},
    {"numpad1", XKB_KEY_KP_1},
    {"numpad2", XKB_KEY_KP_2},
    {"numpad3", XKB_KEY_KP_3},
    {"numpad4", XKB_KEY_KP_4},
    {"numpad5", XKB_KEY_KP_5},
    {"numpad6", XKB_KEY_KP_6},
    {"numpad7", XKB_KEY_KP_7},
    {"numpad8", XKB_KEY_KP_8},
    {"numpad9", XKB_KEY_KP_9},
};

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return lower;
}

std::string name_of(uint32_t symbol) {
  char name[64];
  return xkb_keysym_get_name(symbol, name, sizeof(name)) > 0 ? name : "";
}

// Of the names above and of those of the keys that every keyboard has.
std::string nearest_name(const std::string& wanted) {
  std::string nearest;
  size_t least = SIZE_MAX;
  const auto offer = [&](std::string_view name) {
    const size_t distance = edit_distance(wanted, lower_case(name));
    if (name.empty() || distance >= least) return;
    least = distance;
    nearest = name;
  };
  for (const Name& known : kNames) offer(known.name);
  for (uint32_t symbol = XKB_KEY_space; symbol <= XKB_KEY_asciitilde; ++symbol) {
    offer(name_of(symbol));
  }
  for (uint32_t symbol = XKB_KEY_BackSpace; symbol <= XKB_KEY_Delete; ++symbol) {
    const std::string name = name_of(symbol);
    if (!name.starts_with("0x")) offer(name);
  }
  return nearest;
}

}  // namespace

uint32_t key_symbol(std::string_view name) {
  const std::string lower = lower_case(name);
  const auto* known = std::ranges::find(kNames, lower, &Name::name);
  if (known != std::end(kNames)) return known->symbol;
  // A sign is its own keysym in ISO 8859-1; "Z" is the key of "z".
  if (lower.size() == 1 && lower[0] > ' ' && lower[0] <= '~') {
    return static_cast<uint32_t>(lower[0]);
  }
  const uint32_t symbol = xkb_keysym_from_name(lower.c_str(), XKB_KEYSYM_CASE_INSENSITIVE);
  if (symbol != XKB_KEY_NoSymbol && symbol != XKB_KEY_VoidSymbol && !lower.starts_with("0x")) {
    return symbol;
  }
  fail_usage("there is no key '{}'; did you mean '{}'?", printable(name, 40), nearest_name(lower));
}

}  // namespace sprint::watch
