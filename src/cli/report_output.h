// Where the report of a comparison goes: --json, --markdown, --html; the table to the terminal.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

#include "cli/json_output.h"
#include "report/report.h"

namespace sprint::cli {

struct ReportOutput {
  JsonOutput json;
  std::string markdown, html;  // paths; "-" for standard output; empty for none

  // Declares the options on `app`; *this must live as long as `app`.
  void declare(CLI::App& app);

  // Tells `plan` of the files. Throws Error{usage} where two of them want standard output.
  void add_to(FilePlan& plan) const;

  // Writes every report that was asked for, files whole or not at all, and the text to standard
  // output if none of them goes there.
  void write(const report::Report& report) const;
};

}  // namespace sprint::cli
