// A way to judge outputs: whether it suits them, and its sums over samples.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sprint/compare.h"
#include "sprint/model.h"
#include "sprint/tensor.h"
#include "verify/detections/head.h"

namespace sprint::verify {

// What is known of the base before it is judged. Lives as long as the measures made from it.
struct Evidence {
  Model model;
  std::vector<TensorSpec> inputs, outputs;
  Preprocess preprocess;
  std::vector<std::string> class_names;       // by class, as the model stores them; or none
  std::vector<std::string> labels;            // of SampleSet; empty where not labelled
  std::vector<std::vector<Tensor>> examples;  // the outputs of a few samples; at least one
  std::optional<Head> head{};                 // of detections, as the user or a model describes it
};

// Outputs that are judged together, and why so.
struct Claim {
  std::vector<size_t> outputs;      // indices into Evidence::outputs
  std::string reason;               // completes "judged by scores, as ...": "it comes from Sigmoid"
  std::optional<double> threshold;  // the user's
};

// The tensors of a claim's outputs for one sample, in the order of the claim.
using Tensors = std::span<const Tensor* const>;

// What of one sample is shown.
struct Shown {
  std::string figure;
  SampleView view;
};

// The sums of one claim over samples: memory does not grow with their number.
class OutputMeasure {
 public:
  virtual ~OutputMeasure() = default;

  // Takes one sample into the sums. Returns how far the models differ there: 0 where it is not
  // worth showing, else the larger the worse. Throws Error naming the output where shapes differ
  // and the measure cannot match them.
  virtual double add(const Sample& sample, Tensors base, Tensors candidate) = 0;

  // Of a sample just added, for a report.
  virtual Shown show(const Sample& sample, Tensors base, Tensors candidate) const = 0;

  // Fills in `measure`, `metrics` and `faults`; the caller knows the rest. Requires one sample at
  // least.
  virtual OutputQuality finish() const = 0;
};

// An entry of the table of measures.
struct MeasureKind {
  Measure measure = Measure::regression;
  bool grouped = false;  // by the user's word, all outputs named go into one claim
  // What it claims by itself of the outputs `open`, which no kind before it in the table claimed.
  // Null: by the user's word only.
  std::vector<Claim> (*recognize)(const Evidence& evidence, std::span<const size_t> open) = nullptr;
  // Throws Error where the user's word is against the output: its shape, type or missing labels.
  std::unique_ptr<OutputMeasure> (*make)(const Evidence& evidence, const Claim& claim) = nullptr;
};

// All of them; who comes first claims first, and the last claims every output that is left.
std::span<const MeasureKind> measure_kinds();

struct Choice {
  const MeasureKind* kind = nullptr;
  Claim claim;
};

// Every output in one choice: the user's word first, then what the kinds recognize. Throws
// Error{usage} where a name is no output, or is named twice.
std::vector<Choice> choose_measures(const Evidence& evidence,
                                    const std::vector<QualityChoice>& words);

// Throws Error naming the output where the two shapes of a claim's tensor differ.
void require_same_shapes(const Evidence& evidence, const Claim& claim, Tensors base,
                         Tensors candidate);

}  // namespace sprint::verify
