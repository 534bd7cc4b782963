// How alike two names are: for messages that say what was probably meant.
#pragma once

#include <cstddef>
#include <string_view>

namespace sprint {

// How many characters must be added, dropped or changed to make `a` into `b` (Levenshtein, Binary
// codes capable of correcting deletions, insertions and reversals, 1966).
size_t edit_distance(std::string_view a, std::string_view b);

}  // namespace sprint
