// Waiting for file descriptors.
#pragma once

#include <chrono>
#include <initializer_list>
#include <optional>

namespace sprint::watch {

// Sleeps until one of `descriptors` (at most 4) can be read or has ended, no longer than `longest`
// where that is given. True where one can; numbers below 0 are left out.
bool wait_readable(std::initializer_list<int> descriptors,
                   std::optional<std::chrono::milliseconds> longest = {});

}  // namespace sprint::watch
