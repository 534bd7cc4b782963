#include "cli/report_output.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/error.h"
#include "cli/standard_output.h"

namespace sprint::cli {
namespace {

void write_text(const std::string& path, const std::string& text) {
  if (path.empty()) return;
  if (path == "-") return print_text(text);
  write_file(path, text);
}

}  // namespace

void ReportOutput::declare(CLI::App& app) {
  json.declare(app);
  app.add_option("--markdown", markdown,
                 "Write the report as Markdown to this file, or to - (standard output)")
      ->type_name("FILE");
  app.add_option("--html", html, "Write the report as one HTML page to this file")
      ->type_name("FILE");
}

void ReportOutput::add_to(FilePlan& plan) const {
  if ((json.path == "-") + (markdown == "-") + (html == "-") > 1)
    fail_usage("only one of --json, --markdown and --html can be - (standard output)");
  json.add_to(plan);
  plan.writes("--markdown", markdown);
  plan.writes("--html", html);
}

void ReportOutput::write(const report::Report& report) const {
  if (!json.path.empty()) json.write(to_json(report));
  if (!markdown.empty()) write_text(markdown, to_markdown(report));
  if (!html.empty()) write_text(html, to_html(report));
  if (json.path != "-" && markdown != "-" && html != "-") write_text("-", to_text(report));
}

}  // namespace sprint::cli
