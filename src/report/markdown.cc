// The report as Markdown.
#include <fmt/format.h>

#include "report/grid.h"
#include "report/report.h"
#include "report/rows.h"
#include "verify/figure_text.h"

namespace sprint::report {
namespace {

std::string findings(const Verdict& verdict) {
  std::string text;
  for (const Finding& finding : verdict.findings)
    text += fmt::format("- **{}** ({}{}): {}\n", criterion_name(finding.criterion),
                        finding.met ? "met" : "not met", finding.required ? "" : ", not required",
                        markdown_text(finding.reason));
  return text;
}

Grid operator_grid(const Comparison& comparison) {
  Grid grid{{"Operators", base_name(comparison), candidate_name(comparison)}};
  for (const OperatorTime& time : comparison.operators)
    grid.push_back(
        {time.kind, verify::time_text(time.base_us), verify::time_text(time.candidate_us)});
  return grid;
}

Grid sample_grid(const Comparison& comparison) {
  const bool classes = comparison.classes.has_value();
  Grid grid{{"Sample", "Label", base_name(comparison), candidate_name(comparison), "SQNR"}};
  const auto words = [](const std::optional<Prediction>& prediction) {
    return prediction ? fmt::format("{} ({:.1f}%)", prediction->label, prediction->confidence * 100)
                      : std::string("-");
  };
  for (const SampleDifference& sample : comparison.shown)
    grid.push_back({sample.path, sample.truth.empty() || !classes ? "-" : sample.truth,
                    words(sample.base), words(sample.candidate),
                    verify::sqnr_text(sample.sqnr_db)});
  return grid;
}

}  // namespace

std::string to_markdown(const Report& report) {
  const Comparison& comparison = report.comparison;
  std::string text = fmt::format("# {}: {}\n\n", verdict_title(report.verdict),
                                 markdown_text(comparison.candidate.path));
  text += grid_markdown(summary_grid(comparison)) + "\n" + findings(report.verdict);
  for (const std::string& note : report.notes) text += "\n" + markdown_text(note) + "\n";
  if (!report.attempts.empty())
    text += "\n## Recipes tried\n\n" + grid_markdown(attempt_grid(report.attempts));
  if (!comparison.operators.empty())
    text += "\n## Time per inference by operator\n\n" + grid_markdown(operator_grid(comparison));
  if (!comparison.shown.empty())
    text += fmt::format("\n## {}\n\n", comparison.classes ? "Samples whose label changed"
                                                          : "Samples that differ most") +
            grid_markdown(sample_grid(comparison));
  return text;
}

}  // namespace sprint::report
