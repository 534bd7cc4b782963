// The comparison as rows of a table, in words that every format shares.
#pragma once

#include <string>
#include <vector>

#include "optimize/attempt.h"
#include "sprint/compare.h"

namespace sprint::report {

struct Row {
  std::string metric, base, candidate, change;
  int better = 0;  // above 0: the candidate is better; below: worse; 0: equal, or neither
};

// What to call the two models: their precision where that differs.
std::string base_name(const Comparison& comparison);
std::string candidate_name(const Comparison& comparison);

// Time, memory (where measured), size, accuracy, agreement or SQNR, and the runtimes where they
// differ.
std::vector<Row> summary_rows(const Comparison& comparison);

// What else was measured: p90, p99, load time, every output's SQNR and largest error.
std::vector<Row> detail_rows(const Comparison& comparison);

struct AttemptRow {
  std::string recipe, runtime, time, ratio, size, quality, verdict;
};

AttemptRow attempt_row(const optimize::Attempt& attempt);

// What the quality column of attempts shows: "Top-1 accuracy", "Top-1 agreement" or "Output SQNR".
std::string quality_name(const Comparison& comparison);

// "Accepted" or "Not accepted", and "required", "not required".
std::string verdict_title(const Verdict& verdict);

}  // namespace sprint::report
