#include "report/grid.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "report/rows.h"

namespace sprint::report {
namespace {

// Characters as a terminal shows them: bytes that do not continue a UTF-8 sequence.
size_t width(const std::string& text) {
  return static_cast<size_t>(std::ranges::count_if(
      text, [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }));
}

std::vector<size_t> column_widths(const Grid& grid) {
  std::vector<size_t> widths(grid.front().size(), 0);
  for (const auto& row : grid)
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], width(row[i]));
  return widths;
}

std::string line(const std::vector<std::string>& row, const std::vector<size_t>& widths) {
  std::string text = "|";
  for (size_t i = 0; i < row.size(); ++i)
    text += fmt::format(" {}{} |", row[i], std::string(widths[i] - width(row[i]), ' '));
  return text + "\n";
}

}  // namespace

Grid summary_grid(const Comparison& comparison) {
  Grid grid{{"Metric", base_name(comparison), candidate_name(comparison), "Change"}};
  for (const Row& row : summary_rows(comparison))
    grid.push_back({row.metric, row.base, row.candidate, row.change});
  return grid;
}

Grid attempt_grid(const std::vector<optimize::Attempt>& attempts) {
  const auto made = std::ranges::find(attempts, "", &optimize::Attempt::failure);
  const std::string quality = made == attempts.end() ? "Quality" : quality_name(made->comparison);
  Grid grid{{"Recipe", "Runtime", "Time (p50)", "To base", "Size", quality, "Verdict"}};
  for (const optimize::Attempt& attempt : attempts) {
    const AttemptRow row = attempt_row(attempt);
    grid.push_back(
        {row.recipe, row.runtime, row.time, row.ratio, row.size, row.quality, row.verdict});
  }
  return grid;
}

std::string grid_text(const Grid& grid) {
  const std::vector<size_t> widths = column_widths(grid);
  std::string text;
  for (const auto& row : grid) text += line(row, widths);
  return text;
}

std::string grid_markdown(const Grid& grid) {
  std::string text;
  for (const auto& row : grid) {
    text += "|";
    for (const std::string& cell : row) text += fmt::format(" {} |", markdown_text(cell));
    text += "\n";
    if (&row != &grid.front()) continue;
    text += "|";
    for (size_t i = 0; i < row.size(); ++i) text += "---|";
    text += "\n";
  }
  return text;
}

std::string markdown_text(const std::string& text) {
  constexpr std::string_view kSpecial = "\\`*_{}[]<>#|&~";
  std::string escaped;
  for (const char c : text) {
    if (kSpecial.find(c) != std::string_view::npos) escaped += '\\';
    escaped += c == '\n' ? ' ' : c;
  }
  return escaped;
}

}  // namespace sprint::report
