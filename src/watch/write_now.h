// Output that never makes the program wait.
#pragma once

#include <string_view>

namespace sprint::watch {

// Writes all of `line`, at most 4000 bytes, or nothing; false where that would block or fails. The
// program must ignore SIGPIPE.
bool write_now(int descriptor, std::string_view line);

}  // namespace sprint::watch
