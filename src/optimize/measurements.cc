#include "optimize/measurements.h"

#include <algorithm>

namespace sprint::optimize {

void Measurements::screen(Attempt& attempt, const Candidate& candidate) {
  CompareOptions brief = options_.compare;
  brief.seconds = std::min(options_.screen_seconds, options_.compare.seconds);
  brief.max_samples = options_.screen_samples;
  brief.processes = brief.profile = false;
  run(attempt, candidate, brief);
}

void Measurements::measure(Attempt& attempt, const Candidate& candidate) {
  attempt.thorough = true;
  run(attempt, candidate, options_.compare);
}

void Measurements::run(Attempt& attempt, const Candidate& candidate,
                       const CompareOptions& options) {
  CompareOptions own = options;
  own.runtime = attempt.runtime;
  const verify::Subject subject = verify::open_candidate(base_, candidate.file, own);
  Comparison& comparison = attempt.comparison = verify::start_comparison(base_, subject);

  const auto measured = [&](auto& known, const auto& key,
                            const auto& measure) -> const Comparison& {
    if (const auto found = known.find(key); found != known.end()) return found->second;
    Comparison made = comparison;
    measure(made, base_, subject, own, Progress());
    return known.emplace(key, std::move(made)).first->second;
  };
  const Key program{attempt.runtime, candidate.fingerprint.program},
      kernels{attempt.runtime, candidate.fingerprint.kernels};
  verify::copy_quality(
      comparison, measured(qualities_, std::pair(program, own.max_samples), verify::add_quality));
  verify::copy_latency(comparison,
                       measured(latencies_, std::pair(kernels, own.seconds), verify::add_latency));
  if (own.processes) verify::add_processes(comparison, base_, subject);
  if (own.profile) verify::add_operators(comparison, base_, subject);
  Requirements requirements = options_.requirements;
  // What is not measured while screening cannot be missed.
  if (!own.processes) std::erase(requirements.required, Criterion::memory);
  attempt.verdict = judge(comparison, requirements);
}

}  // namespace sprint::optimize
