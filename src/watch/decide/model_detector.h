// Tells by a classifier whether sprint is on.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sprint/preprocess.h"
#include "sprint/session.h"
#include "watch/decide/class_scores.h"
#include "watch/decide/detector.h"

namespace sprint::watch {

// What decides, and how sure it has to be.
struct ModelChoice {
  std::string path;                              // ml_model_path
  std::optional<std::string> active_label = {};  // ml_active_label
  double threshold = 0.7;                        // ml_confidence_threshold
  SessionOptions session = {};
};

// Runs a model with one picture as input, whose type, layout and size are its own, as is the
// preprocess spec where it stores one. Its file may change or go meanwhile.
class ModelDetector final : public Detector {
 public:
  // Loads the model and runs it once. Throws Error naming the file where it does not load, or takes
  // or gives something else than class_scores.h and preprocess_image() can work with.
  explicit ModelDetector(const ModelChoice& choice);

  // Active where the probability of the active class reaches the threshold.
  Detection detect(const Image& frame) override;
  std::string describe() const override;
  ModelFigures model() const override { return figures_; }

 private:
  double probability(const Image& frame);

  ModelChoice choice_;
  ModelFigures figures_;
  std::unique_ptr<Session> session_;
  std::unique_ptr<Preprocessor> preprocessor_;
  std::unique_ptr<ClassScores> scores_;
};

}  // namespace sprint::watch
