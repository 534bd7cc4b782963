// Names of keys.
#pragma once

#include <cstdint>
#include <string_view>

namespace sprint::watch {

// The X keysym that a key's name means: a name of pydirectinput ("z", "space", "f1", "shiftleft"),
// or an X keysym name ("Pause", "KP_7"); in any case of letters. Throws Error{usage} naming the
// nearest name where there is no such key.
uint32_t key_symbol(std::string_view name);

}  // namespace sprint::watch
