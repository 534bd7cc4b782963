// How alike two names, or two sequences of labels, are.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace sprint {

// How many characters (labels) must be added, dropped or changed to make `a` into `b` (Levenshtein,
// Binary codes capable of correcting deletions, insertions and reversals, 1966).
size_t edit_distance(std::string_view a, std::string_view b);
size_t edit_distance(std::span<const int> a, std::span<const int> b);

}  // namespace sprint
