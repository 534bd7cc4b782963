// Candidates measured beside one open base, nothing twice.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>

#include "optimize/attempt.h"
#include "optimize/fingerprint.h"
#include "sprint/compare.h"
#include "verify/open_base.h"

namespace sprint::optimize {

// The model of a recipe, for one runtime.
struct Candidate {
  std::string file;
  Fingerprint fingerprint;
};

struct MeasurementOptions {
  Requirements requirements;
  CompareOptions compare;       // for finalists
  double screen_seconds = 0.5;  // for the latency of every attempt
  size_t screen_samples = 0;    // for its quality; 0: all
};

// Candidates of equal programs share their quality, those of equal kernels their latency.
class Measurements {
 public:
  Measurements(verify::OpenBase& base, MeasurementOptions options)
      : base_(base), options_(std::move(options)) {}

  // Fills in the attempt's comparison and verdict. Throws Error where the candidate does not run,
  // or its outputs cannot be compared.
  void screen(Attempt& attempt, const Candidate& candidate);
  // The same at length, with all that the verdict and the report need.
  void measure(Attempt& attempt, const Candidate& candidate);

 private:
  void run(Attempt& attempt, const Candidate& candidate, const CompareOptions& options);

  using Key = std::pair<Runtime, uint64_t>;

  verify::OpenBase& base_;
  MeasurementOptions options_;
  std::map<std::pair<Key, size_t>, Comparison> qualities_;  // by program and limit of samples
  std::map<std::pair<Key, double>, Comparison> latencies_;  // by kernels and seconds spent
};

}  // namespace sprint::optimize
