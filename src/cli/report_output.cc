#include "cli/report_output.h"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/atomic_file.h"
#include "base/error.h"

namespace sprint::cli {
namespace {

void write_text(const std::string& path, const std::string& text) {
  if (path.empty()) return;
  if (path == "-") {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
      fail("cannot write to standard output");
    return;
  }
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

void ReportOutput::check() const {
  if ((json.path == "-") + (markdown == "-") + (html == "-") > 1)
    fail_usage("only one of --json, --markdown and --html can be - (standard output)");
  for (const std::string* path : {&json.path, &markdown, &html})
    if (!path->empty() && *path != "-") AtomicFile probe(*path);
}

void ReportOutput::write(const report::Report& report) const {
  if (!json.path.empty()) json.write(to_json(report));
  if (!markdown.empty()) write_text(markdown, to_markdown(report));
  if (!html.empty()) write_text(html, to_html(report));
  if (json.path != "-" && markdown != "-" && html != "-") write_text("-", to_text(report));
}

}  // namespace sprint::cli
