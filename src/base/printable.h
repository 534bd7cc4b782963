// Text from files made fit for one line of a message or table.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sprint {

// Control characters become "\n", "\x1b" and the like; text longer than `limit` bytes ends in
// "...".
std::string printable(std::string_view text, size_t limit = 400);

}  // namespace sprint
