// Tables of words, as text and Markdown print them.
#pragma once

#include <string>
#include <vector>

#include "optimize/attempt.h"
#include "sprint/compare.h"

namespace sprint::report {

// The first row is the head.
using Grid = std::vector<std::vector<std::string>>;

Grid summary_grid(const Comparison& comparison);
Grid attempt_grid(const std::vector<optimize::Attempt>& attempts);

// One line per row, "| a | b |", columns aligned. Requires rows of equal length.
std::string grid_text(const Grid& grid);

// The same with Markdown's rule under the head and what Markdown would interpret escaped.
std::string grid_markdown(const Grid& grid);

// Escapes what Markdown and the HTML in it would interpret.
std::string markdown_text(const std::string& text);

}  // namespace sprint::report
