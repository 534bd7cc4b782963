// How likely a model's outputs say that sprint is on.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "ir/graph.h"
#include "sprint/tensor.h"

namespace sprint::watch {

// Understands
// - one output of one number per class: probabilities, or else scores for softmax. The active class
//   is the one called `active_label` in the names that the model stores, "active" where there is no
//   such setting; the second of two where the model stores no names;
// - a single number: a probability where the graph ends in a sigmoid, else a score for it. It
//   speaks of the second of two classes, or of the only one that the model names.
class ClassScores {
 public:
  // Of the model of that graph, which stores the class names `names` (or none) and gave `outputs`
  // in any run. Throws Error saying what does not fit.
  ClassScores(const ir::Graph& graph, const std::vector<std::string>& names,
              std::span<const Tensor> outputs, const std::optional<std::string>& active_label);

  // Which of the outputs it reads.
  size_t output() const { return output_; }

  // Of the active class, in [0, 1]; 0 where the model gives no number. `bytes`: of that output, as
  // a run of the model gave it. Allocates nothing where it holds float32 elements.
  double probability(std::span<const std::byte> bytes);

 private:
  double probability_of(std::span<const float> scores);

  size_t output_;                    // that names classes
  DType dtype_;                      // of its elements
  size_t active_;                    // index of the class
  bool single_, logistic_;           // one number; it needs the sigmoid
  std::vector<double> confidences_;  // memory of probability()
};

}  // namespace sprint::watch
