// The report as Markdown.
#include <fmt/format.h>

#include <utility>

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

// What the two models say of a sample, in words; "-" for what only a picture can show.
std::pair<std::string, std::string> words(const SampleView& view) {
  const auto prediction = [](const Prediction& said) {
    return fmt::format("{} ({:.1f}%)", said.label, said.confidence * 100);
  };
  if (const auto* labels = std::get_if<LabelView>(&view))
    return {prediction(labels->base), prediction(labels->candidate)};
  if (const auto* text = std::get_if<TextView>(&view)) return {text->base, text->candidate};
  return {"-", "-"};
}

Grid sample_grid(const Comparison& comparison, const OutputQuality& quality) {
  Grid grid{{"Sample", "Label", base_name(comparison), candidate_name(comparison), "Difference"}};
  for (const SampleDifference& sample : quality.shown) {
    const auto [base, candidate] = words(sample.view);
    grid.push_back(
        {sample.path, sample.truth.empty() ? "-" : sample.truth, base, candidate, sample.figure});
  }
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
  for (const OutputQuality& quality : comparison.qualities)
    if (!quality.shown.empty())
      text += fmt::format("\n## {}\n\n", markdown_text(samples_title(quality))) +
              grid_markdown(sample_grid(comparison, quality));
  return text;
}

}  // namespace sprint::report
