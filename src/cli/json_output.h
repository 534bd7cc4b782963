// The option --json FILE|- that every command has.
#pragma once

#include <CLI/CLI.hpp>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cli/file_plan.h"

namespace sprint::cli {

struct JsonOutput {
  std::string path;  // "-" for standard output, empty for none

  // Declares --json on `app`; *this must live as long as `app`.
  void declare(CLI::App& app);

  // Tells `plan` of the file.
  void add_to(FilePlan& plan) const { plan.writes("--json", path); }

  // Standard output is taken by the JSON: print nothing else there.
  bool on_stdout() const { return path == "-"; }

  // Writes `value`, if it was asked for, indented and with a newline at its end; a file appears
  // whole or not at all. Throws Error where it cannot be written.
  void write(const nlohmann::ordered_json& value) const;
};

}  // namespace sprint::cli
