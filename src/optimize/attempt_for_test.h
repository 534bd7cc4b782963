// Attempts made up for tests.
#pragma once

#include <cmath>
#include <string>
#include <utility>

#include "optimize/attempt.h"

namespace sprint::optimize {

inline Attempt attempt(const char* recipe, double ratio, bool speed, bool accuracy,
                       bool thorough = true) {
  Attempt made;
  made.recipe = recipe;
  made.thorough = thorough;
  made.comparison.latency_ratio = {ratio, ratio, ratio};
  made.comparison.candidate.runtime = "onnxruntime 1.30.0";
  made.verdict.findings = {{Criterion::speed, true, speed, ""},
                           {Criterion::size, true, true, ""},
                           {Criterion::memory, false, false, ""},
                           {Criterion::accuracy, true, accuracy, ""}};
  made.verdict.accepted = speed && accuracy;
  return made;
}

// Its one output judged by `metric`, which uses `used` of its limit.
inline void judge_by(Attempt& attempt, Measure measure, Metric metric, double used) {
  OutputQuality quality;
  quality.outputs = {"y"};
  quality.measure = measure;
  quality.metrics = {std::move(metric)};
  attempt.comparison.qualities.push_back(quality);
  const size_t index = attempt.comparison.qualities.size() - 1;
  attempt.verdict.findings[3].limits.push_back({index, 0, 0, used});
}

inline void judge_by_sqnr(Attempt& attempt, double sqnr_db) {
  judge_by(attempt, Measure::regression,
           {.name = "sqnr",
            .label = "SQNR",
            .value = sqnr_db,
            .unit = Unit::db,
            .higher_is_better = true},
           std::pow(10, (30 - sqnr_db) / 20));
}

inline Attempt failed(const char* recipe) {
  Attempt made;
  made.recipe = recipe;
  made.failure = "it cannot be";
  return made;
}

}  // namespace sprint::optimize
