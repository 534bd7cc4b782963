// The report as one HTML page.
#include <fmt/ranges.h>

#include "report/charts.h"
#include "report/html_style.h"
#include "report/html_text.h"
#include "report/report.h"
#include "report/rows.h"
#include "report/sample_cards.h"
#include "verify/figure_text.h"

namespace sprint::report {
namespace {

std::string section(const char* title, const std::string& content) {
  return content.empty() ? "" : fmt::format("<section><h2>{}</h2>\n{}</section>\n", title, content);
}

std::string legend(const Comparison& comparison) {
  return fmt::format(
      "<p class=\"legend\"><span class=\"base\">{}</span><span class=\"candidate\">{}</span></p>\n",
      html_text(base_name(comparison)), html_text(candidate_name(comparison)));
}

std::string finding_item(const Finding& finding) {
  const char* const look = finding.met ? "met" : finding.required ? "missed" : "open";
  const char* const state = finding.met        ? "&#10003; met"
                            : finding.required ? "&#10007; not met"
                                               : "not met";
  const char* const optional = finding.required ? "" : ", not required";
  return fmt::format(
      "<li class=\"{}\"><div><b>{}</b><span class=\"state\">{}{}</span></div><div>{}</div></li>\n",
      look, criterion_name(finding.criterion), state, optional, html_text(finding.reason));
}

std::string header(const Report& report) {
  const Comparison& comparison = report.comparison;
  std::string text = fmt::format(
      "<header class=\"{}\"><h1>{}</h1>\n<p class=\"soft\">{} compared with {} on "
      "{}</p>\n<ul class=\"findings\">\n",
      report.verdict.accepted ? "accepted" : "rejected", verdict_title(report.verdict),
      html_text(comparison.candidate.path), html_text(comparison.base.path),
      verify::count_text(comparison.held_out_samples, "held-out sample"));
  for (const Finding& finding : report.verdict.findings) text += finding_item(finding);
  text += "</ul>\n";
  for (const std::string& note : report.notes)
    text += fmt::format("<p class=\"note\">{}</p>\n", html_text(note));
  return text + "</header>\n";
}

std::string comparison_rows(const std::vector<Row>& rows, const char* name) {
  std::string text = fmt::format("<tbody class=\"{}\">\n", name);
  for (const Row& row : rows)
    text += fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td{}>{}</td></tr>\n",
                        html_text(row.metric), html_text(row.base), html_text(row.candidate),
                        row.better > 0   ? " class=\"better\""
                        : row.better < 0 ? " class=\"worse\""
                                         : "",
                        html_text(row.change));
  return text + "</tbody>\n";
}

std::string comparison_table(const Comparison& comparison) {
  return fmt::format(
      "<div class=\"scroll\"><table class=\"wrap\"><thead><tr><th scope=\"col\">Metric</th>"
      "<th scope=\"col\">{}</th><th scope=\"col\">{}</th><th "
      "scope=\"col\">Change</th></tr></thead>\n"
      "{}{}</table></div>\n",
      html_text(base_name(comparison)), html_text(candidate_name(comparison)),
      comparison_rows(summary_rows(comparison), "summary"),
      comparison_rows(detail_rows(comparison), "detail"));
}

std::string attempt_table(const Report& report) {
  std::string rows;
  for (size_t i = 0; i < report.attempts.size(); ++i) {
    const AttemptRow row = attempt_row(report.attempts[i]);
    rows += fmt::format(
        "<tr{}><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</"
        "td><td>{}</td>"
        "</tr>\n",
        i == report.chosen ? " class=\"chosen\"" : "", i + 1, html_text(row.recipe), row.runtime,
        html_text(row.time), html_text(row.ratio), html_text(row.size), html_text(row.quality),
        html_text(row.verdict));
  }
  return fmt::format(
      "<div class=\"scroll\"><table class=\"recipes\"><thead><tr><th scope=\"col\">#</th>"
      "<th scope=\"col\">Recipe</th><th scope=\"col\">Runtime</th><th scope=\"col\">Time "
      "(p50)</th><th scope=\"col\">To base</th>"
      "<th scope=\"col\">Size</th><th scope=\"col\">{}</th><th "
      "scope=\"col\">Verdict</th></tr></thead>"
      "\n<tbody>\n{}</tbody></table></div>\n",
      quality_name(report.comparison), rows);
}

std::string recipes(const Report& report) {
  if (report.attempts.empty()) return "";
  return "<p class=\"soft\">A model is accepted inside the shaded region. Only the best recipes "
         "are "
         "measured at length; the others were screened briefly and on fewer samples.</p>\n" +
         recipe_chart(report) + attempt_table(report);
}

std::string facts(const Report& report) {
  std::string text = "<dl class=\"facts\">\n";
  const auto add = [&](const std::string& name, const std::string& value) {
    text += fmt::format("<dt>{}</dt><dd>{}</dd>\n", html_text(name), html_text(value));
  };
  add("Runtime", report.comparison.candidate.runtime);
  const verify::Machine& machine = report.machine;
  add("CPU", fmt::format("{}, {}", machine.cpu, verify::count_text(machine.cores, "core")));
  add("Instruction sets", fmt::format("{}", fmt::join(machine.features, ", ")));
  add("Memory", verify::bytes_text(machine.memory_bytes));
  add("System", machine.os);
  add("Sprint", machine.sprint);
  add("Samples",
      fmt::format("{} held out, {} used for calibration", report.comparison.held_out_samples,
                  report.comparison.calibration_samples));
  for (const auto& [name, value] : report.options) add(name, value);
  return text + "</dl>\n";
}

}  // namespace

std::string to_html(const Report& report) {
  const Comparison& comparison = report.comparison;
  const std::string operators = operator_chart(comparison);
  const std::string latencies = latency_chart(comparison);
  const std::string key = legend(comparison);
  std::string page = fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
      "'unsafe-inline'; img-src data:\"/>\n<title>{}: {}</title>\n<style>{}</style>\n</head>\n"
      "<body>\n<main>\n",
      verdict_title(report.verdict), html_text(comparison.candidate.path), kReportCss);
  page += header(report);
  page += section("Side by side", comparison_table(comparison));
  page += section("Recipes tried", recipes(report));
  if (!operators.empty() || !latencies.empty())
    page += "<div class=\"columns\">\n" +
            section("Time per inference by operator", operators.empty() ? "" : key + operators) +
            section("Inference times", latencies.empty() ? "" : key + latencies) + "</div>\n";
  for (const OutputQuality& quality : comparison.qualities)
    page += section(html_text(samples_title(quality)).c_str(), sample_cards(comparison, quality));
  page += section("Machine and options", facts(report));
  return page + "</main>\n</body>\n</html>\n";
}

}  // namespace sprint::report
