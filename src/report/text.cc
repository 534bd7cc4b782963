// The report for a terminal.
#include <fmt/format.h>

#include <algorithm>

#include "report/grid.h"
#include "report/report.h"
#include "report/rows.h"

namespace sprint::report {
namespace {

const char* state(const Finding& finding) {
  if (finding.met) return "met";
  return finding.required ? "NOT MET" : "not met, not required";
}

}  // namespace

std::string to_text(const Report& report) {
  std::string text = grid_text(summary_grid(report.comparison));
  if (!report.attempts.empty())
    text += "\nRecipes tried, best first:\n" + grid_text(attempt_grid(report.attempts));
  text += fmt::format("\n{}\n", verdict_title(report.verdict));
  for (const Finding& finding : report.verdict.findings)
    text += fmt::format("  {} ({}): {}\n", criterion_name(finding.criterion), state(finding),
                        finding.reason);
  for (const std::string& note : report.notes) text += note + "\n";
  return text;
}

}  // namespace sprint::report
