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

// Time, memory (where measured), size, the first figure of every judged output, and the runtimes
// where they differ.
std::vector<Row> summary_rows(const Comparison& comparison);

// What else was measured: p90, p99, load time, the other figures of quality, and
// every output's SQNR and largest error.
std::vector<Row> detail_rows(const Comparison& comparison);

struct AttemptRow {
  std::string recipe, runtime, time, ratio, size, quality, verdict;
};

AttemptRow attempt_row(const optimize::Attempt& attempt);

// What the quality column of attempts shows: "Top-1 accuracy"; "Quality" where several outputs are
// judged and each cell names its figure.
std::string quality_name(const Comparison& comparison);

// "Samples that differ most in 'boxes' and 'scores'".
std::string samples_title(const OutputQuality& quality);

// "Accepted" or "Not accepted", and "required", "not required".
std::string verdict_title(const Verdict& verdict);

}  // namespace sprint::report
