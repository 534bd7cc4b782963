// What became of one recipe in one runtime.
#pragma once

#include <string>

#include "sprint/compare.h"

namespace sprint::optimize {

struct Attempt {
  std::string recipe;                      // "static QDQ, per channel, min-max"
  Runtime runtime = Runtime::onnxruntime;  // that it was measured in
  size_t preference = 0;  // among attempts that are alike in all else: the lowest is taken
  bool quantized = true;  // false: the prepared float model, tried to see what INT8 has to beat
  bool thorough = false;  // measured as a finalist; else only screened: briefly, on some samples
  bool tried = true;      // false: the time was up; `failure` says so
  std::string failure;    // why there is no model; empty where there is one
  Comparison comparison;  // these two are meaningless after a failure
  Verdict verdict;
};

// The finding on a criterion; null where it was not measured.
const Finding* find_finding(const Attempt& attempt, Criterion criterion);
// Measured and not met.
bool misses(const Attempt& attempt, Criterion criterion);
// How many required criteria are not met. Screening that could not tell speed, as the machine was
// too busy, does not count against an attempt: measured at length, it may be told.
size_t count_missed(const Attempt& attempt);
// Outputs have faults that no limit forgives, such as a part that is dead.
bool has_faults(const Attempt& attempt);

}  // namespace sprint::optimize
