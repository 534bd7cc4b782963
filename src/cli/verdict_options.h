// The options that say when a model is accepted: --require, --max-drop, --min-sqnr, --quality.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <utility>
#include <vector>

#include "sprint/compare.h"

namespace sprint::cli {

struct VerdictOptions {
  std::string require = "speed,size,accuracy", max_drop = "1%", quality = "automatic";
  double min_sqnr_db = 30;

  // Declares the options on `app`; *this must live as long as `app`.
  void declare(CLI::App& app);

  // Throws Error{usage} naming the option whose value cannot be.
  Requirements requirements() const;

  // As they were, for reports.
  std::vector<std::pair<std::string, std::string>> described() const;
};

}  // namespace sprint::cli
