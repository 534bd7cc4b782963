// The user's own judgement: a command that reads both models' outputs and gives figures.
#pragma once

#include <string>
#include <vector>

#include "base/temporary_folder.h"
#include "sprint/compare.h"

namespace sprint::verify {

// A folder for the command, removed at the end:
//   base/00000-0.npy, candidate/00000-0.npy  sample 0, output 0, and so on
//   samples.json  {"outputs": [names], "samples": [{"path", "label" or null, "base": [files],
//                 "candidate": [files]}]}
class Evaluation {
 public:
  // Throws Error where the folder cannot be made.
  explicit Evaluation(const std::vector<TensorSpec>& outputs);

  void add_base(const Sample& sample, const std::vector<Tensor>& outputs);
  void add_candidate(const Sample& sample, const std::vector<Tensor>& outputs);

  // Runs `command`, by /bin/sh, with the folder as its last argument. Throws Error with its words
  // where it fails, takes longer than `seconds` (it is killed then), or does not print what
  // parse_evaluation() reads.
  OutputQuality run(const std::string& command, double seconds, const SampleSet& set) const;

 private:
  // Numbers samples as they come, by model.
  struct Side {
    const char* name;
    std::vector<std::vector<std::string>> files;  // by sample and output
    std::vector<Sample> samples;
  };

  void add(Side& side, const Sample& sample, const std::vector<Tensor>& outputs) const;
  void write_samples(const SampleSet& set) const;

  std::vector<std::string> names_;
  TemporaryFolder folder_;
  Side base_{"base", {}, {}}, candidate_{"candidate", {}, {}};
};

// Reads {"NAME": {"value": 0.05, "better": "lower", "limit": 0.06, "base": 0.04}, ...}; `limit` and
// `base`, the base's own figure, may be left out. Throws Error naming what is wrong.
std::vector<Metric> parse_evaluation(const std::string& json);

}  // namespace sprint::verify
