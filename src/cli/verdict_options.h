// The options that say when a model is accepted: --require, --quality, --limit, --max-drop,
// --min-sqnr.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "sprint/compare.h"

namespace sprint::cli {

struct VerdictOptions {
  std::string require = "speed,size,accuracy", max_drop, min_sqnr;
  std::vector<std::string> quality, limits;  // as typed

  // Declares the options on `app`; *this must live as long as `app`.
  void declare(CLI::App& app);

  // Throws Error{usage} naming the option whose value cannot be.
  Requirements requirements() const;

  // What --quality says, each output or all of them. Throws Error{usage} as requirements() does.
  std::vector<QualityChoice> choices() const;

  // As they were, for reports.
  std::vector<std::pair<std::string, std::string>> described() const;
};

}  // namespace sprint::cli
