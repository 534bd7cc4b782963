// What every report format is made from: plain data.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <utility>
#include <vector>

#include "optimize/attempt.h"
#include "sprint/compare.h"
#include "verify/machine.h"

namespace sprint::report {

struct Report {
  Comparison comparison;
  Verdict verdict;
  Requirements requirements;
  // Of `sprint optimize`: every recipe tried, best first; `chosen` is the one compared above.
  std::vector<optimize::Attempt> attempts;
  size_t chosen = 0;
  bool speed_decided = false;      // another one comes before it in all but measured speed
  std::vector<std::string> notes;  // sentences for the user: what to make of it
  verify::Machine machine;
  std::vector<std::pair<std::string, std::string>> options;  // as given or by default
};

// The table, the recipes, the verdict and its reasons, for a terminal.
std::string to_text(const Report& report);

// The same as Markdown.
std::string to_markdown(const Report& report);

// The keys of docs/verdict.md.
nlohmann::ordered_json to_json(const Report& report);

// One page that needs no other file: the above, charts, and the samples that changed as pictures,
// which are read from their paths (those that cannot be read or are no pictures go without).
std::string to_html(const Report& report);

}  // namespace sprint::report
