// A base that any number of candidates are compared with: opened once, run on each sample once.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "session/profile.h"
#include "sprint/compare.h"
#include "verify/kept_outputs.h"
#include "verify/subject.h"

namespace sprint::verify {

class OpenBase {
 public:
  // Opens the ONNX file `path`, loaded as `model`, in ONNX Runtime. `samples` are those to judge
  // on, at least one; `left_out` others were seen by calibration. Throws Error where it does not
  // open.
  OpenBase(const std::string& path, Model model, int threads, Preprocess preprocess,
           SampleSet samples, size_t left_out);

  const Subject& subject() const { return subject_; }
  const SampleSet& samples() const { return samples_; }
  size_t left_out() const { return left_out_; }
  // That latency and memory are measured on.
  const Sample& first() const { return samples_.samples.front(); }

  // The tensors of a sample as they enter the base. One sample is in memory at a time: they are
  // valid until another one is asked for.
  const std::vector<Tensor>& inputs(const Sample& sample);
  std::vector<Tensor> outputs(const Sample& sample);

  // The session with the first sample bound.
  Session& bound();
  // Its figures with load time and memory.
  const ModelFigures& process();
  // Its time by operator, on the first sample.
  const std::vector<session::OperatorProfile>& profile();

 private:
  Subject subject_;
  SampleSet samples_;
  size_t left_out_;
  std::pair<std::string, std::vector<Tensor>> loaded_;  // the sample that inputs() gave last
  KeptOutputs outputs_;
  bool bound_ = false;
  std::optional<ModelFigures> process_;
  std::optional<std::vector<session::OperatorProfile>> profile_;
};

// The ONNX file `path`, opened to be compared with `base`. Throws Error where it does not open.
Subject open_candidate(const OpenBase& base, const std::string& path,
                       const CompareOptions& options);

// What compare() does, part by part; nothing is measured yet.
Comparison start_comparison(const OpenBase& base, const Subject& candidate);
void add_quality(Comparison& comparison, OpenBase& base, const Subject& candidate,
                 const CompareOptions& options, const Progress& progress = {});
void add_latency(Comparison& comparison, OpenBase& base, const Subject& candidate,
                 const CompareOptions& options, const Progress& progress = {});
void add_processes(Comparison& comparison, OpenBase& base, const Subject& candidate);
void add_operators(Comparison& comparison, OpenBase& base, const Subject& candidate);

// The latency of `from`, of models that take the same time.
void copy_latency(Comparison& to, const Comparison& from);
// The quality of `from`, of candidates that compute the same.
void copy_quality(Comparison& to, const Comparison& from);

}  // namespace sprint::verify
