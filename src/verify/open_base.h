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
  // With load time and memory where `processes`.
  const ModelFigures& figures(bool processes);
  // Its time by operator, on the first sample.
  const std::vector<session::OperatorProfile>& profile();

 private:
  Subject subject_;
  SampleSet samples_;
  size_t left_out_;
  std::pair<std::string, std::vector<Tensor>> loaded_;  // the sample that inputs() gave last
  KeptOutputs outputs_;
  bool bound_ = false;
  ModelFigures figures_;
  std::optional<std::vector<session::OperatorProfile>> profile_;
};

// Measures the ONNX file `candidate` beside the base, as compare() does.
Comparison compare_with(OpenBase& base, const std::string& candidate, const CompareOptions& options,
                        const Progress& progress = {});

}  // namespace sprint::verify
