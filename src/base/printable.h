// Text from files made fit for a terminal: nothing in it moves the cursor, changes colors or hides
// what stands there.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sprint {

// For one line of a message or table. Control characters, marks that change the direction of
// writing, and bytes that are no UTF-8 become "\n", "\x1b", "\u202e" and the like; text longer than
// `limit` bytes has "..." in its middle.
std::string printable(std::string_view text, size_t limit = 400);

// The same for a text of several lines: of any length, with its newlines.
std::string printable_lines(std::string_view text);

}  // namespace sprint
