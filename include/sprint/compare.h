// Two models side by side on the user's own samples and CPU, and whether the second may replace the
// first. What is measured, and how, is in docs/verdict.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sprint/preprocess.h"
#include "sprint/quality.h"
#include "sprint/quantize.h"
#include "sprint/samples.h"
#include "sprint/session.h"

namespace sprint {

// Of one inference, in microseconds.
struct Latency {
  double p50 = 0, p90 = 0, p99 = 0;
  std::vector<double> runs;  // every measured run, in order
};

struct ModelFigures {
  std::string path;
  std::string precision;           // "FP32", "FP16" or "INT8"
  std::string runtime;             // "onnxruntime 1.30.0"
  uint64_t size_bytes = 0;         // of the file and its external data
  double load_us = 0;              // of opening the model in a fresh process; 0: not measured
  uint64_t peak_memory_bytes = 0;  // of that process, which ran the model; 0: not measured
  Latency latency_us;
};

// A measured value and its 95% interval; low 0 and high infinite where nothing can be told.
struct Interval {
  double value = 0, low = 0, high = 0;
};

// Under what conditions a ratio of latencies was measured; docs/measuring.md says how.
struct LatencyConditions {
  bool cpu_time = false;  // the ratio is of time on the processor; else of wall time
  size_t rounds = 0;      // in each of which every model was measured once
  size_t disturbed = 0;   // of them, in which a model had to wait for a core
  // Why the ratio cannot be told, as a clause; empty where it can. Its interval holds all the same:
  // whether that reaches 1 can be told.
  std::string too_busy;
};

// How far the candidate's output lies from the base's over all held-out samples, whatever it is
// judged by.
struct OutputDifference {
  std::string name;  // the base's
  // Signal to quantization noise, 10 log10(sum x^2 / sum (x - y)^2), within [-kMaxSqnrDb,
  // kMaxSqnrDb]: the ends stand for an output that is not finite and for one that is equal.
  double sqnr_db = 0;
  double max_abs_error = 0;  // infinite where the candidate's output is not finite
};
constexpr double kMaxSqnrDb = 200;

// Time of one inference that goes to operators of one kind, in microseconds.
struct OperatorTime {
  std::string kind;  // "Conv" counts every form of convolution, float or integer, and so on
  double base_us = 0, candidate_us = 0;
};

struct Comparison {
  ModelFigures base, candidate;
  Interval latency_ratio;  // candidate / base, of interleaved runs
  LatencyConditions latency_conditions;
  size_t calibration_samples = 0;  // of the set, left out because calibration saw their content
  size_t held_out_samples = 0;     // judged
  std::vector<OutputDifference> outputs;  // those whose shapes are always the same
  std::vector<OutputQuality> qualities;   // every output stands in one
  std::vector<OperatorTime> operators;    // the slowest kind first; empty where not profiled
};

struct CompareOptions {
  // What the candidate is to run in; the base runs in ONNX Runtime, as it does today.
  Runtime runtime = Runtime::automatic;
  int threads = 1;
  double seconds = 2;      // to spend on measuring latency
  size_t max_samples = 0;  // judge at most so many held-out samples, spread evenly; 0: all
  size_t shown_samples = 24;
  bool processes = true;  // measure load time and memory, each model in a process of its own
  bool profile = true;    // measure time per operator
  std::vector<QualityChoice> quality;  // the user's word on what outputs are for
  // A command of the user's that judges, see docs/verdict.md; empty: none. Without `quality` it
  // judges alone.
  std::string evaluate;
  double evaluate_seconds = 600;  // that it may take
  std::string detections;  // JSON of docs/detections.md; empty: as the models store it, else seen
  std::optional<Preprocess> preprocess;  // nothing: what the models store, see docs/data.md
};

// Measures both models: quality on the samples of `set` that neither was calibrated on (as their
// metadata says), latency on the first of them. Throws Error where a model does not load, their
// inputs or outputs differ, the labels are not the model's, or no sample is left.
Comparison compare(const std::string& base, const std::string& candidate, const SampleSet& set,
                   const CompareOptions& options = {}, const Progress& progress = {});

enum class Criterion { speed, size, memory, accuracy };

struct Requirements {
  std::vector<Criterion> required{Criterion::speed, Criterion::size, Criterion::accuracy};
  std::vector<Limit> limits{};  // in place of the default_limits() of the same metrics
};

struct Finding {
  Criterion criterion;
  bool required = false;
  bool met = false;
  std::string reason;                   // a sentence with the figures
  std::vector<LimitedMetric> limits{};  // of accuracy: what was judged
};

// accepted: every required criterion is met. One finding per criterion that was measured.
struct Verdict {
  bool accepted = false;
  std::vector<Finding> findings;
};

// A pure function of its arguments. Throws Error{usage} where a requirement needs what was not
// measured.
Verdict judge(const Comparison& comparison, const Requirements& requirements = {});

// "speed", "size", "memory" or "accuracy".
const char* criterion_name(Criterion criterion);

}  // namespace sprint
