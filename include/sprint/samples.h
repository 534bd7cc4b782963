// Samples to calibrate and judge a model on.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sprint/preprocess.h"
#include "sprint/session.h"

namespace sprint {

// One sample on disk: a picture, a .npy or .pb (TensorProto) file, or a folder with one .npy or .pb
// file per model input (input_0.pb, input_1.pb, ... or input_NAME.npy).
struct Sample {
  std::string path;
  int label = -1;  // index into SampleSet::labels; -1: not labelled
  uint64_t content_hash =
      0;  // of the bytes, so that equal samples never sit on both sides of a split
};

struct SampleSet {
  std::string folder;
  std::vector<std::string> labels;  // names of the class folders, sorted; empty for a flat folder
  std::vector<Sample> samples;      // sorted by path

  bool labelled() const { return !labels.empty(); }
};

// Reads a folder of samples: one sub-folder per class, or flat. Throws Error naming the folder
// where there is none, it is empty, or it mixes both forms; files that are no samples are an Error
// naming the first.
SampleSet open_samples(const std::string& folder);

struct Split {
  SampleSet calibration, held_out;
};

// Splits by content hash and `seed`: about `share` of the distinct contents of every class go to
// calibration, at least one of the whole set on either side. Equal contents stay together. The same
// set and seed give the same split.
Split split_samples(const SampleSet& set, double share, uint64_t seed = 0);

// One tensor per input of the model. Pictures go through `spec`. Throws Error naming the sample
// where it cannot be read or its type or shape does not fit the input.
std::vector<Tensor> load_sample(const Sample& sample, const Preprocess& spec,
                                const std::vector<TensorSpec>& inputs);

}  // namespace sprint
