// The options that say when a model is accepted: --require, --quality, --evaluate, --limit,
// --max-drop, --min-sqnr.
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
  std::string evaluate;
  double evaluate_seconds = 600;

  // Declares the options on `app`; *this must live as long as `app`.
  void declare(CLI::App& app);

  // Throws Error{usage} naming the option whose value cannot be.
  Requirements requirements() const;

  // Sets what measures quality: --quality and --evaluate. Throws Error{usage} as requirements()
  // does.
  void apply(CompareOptions& options) const;

  // As they were, for reports.
  std::vector<std::pair<std::string, std::string>> described() const;
};

}  // namespace sprint::cli
