// Two models side by side on the same frames.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sprint/preprocess.h"
#include "watch/decide/model_detector.h"
#include "watch/metrics/log_histogram.h"

namespace sprint::watch {

struct TrialFrame {
  Image image;
  std::optional<bool> active;  // what a person said of it
};

// Of one model; times are CPU time.
struct TrialColumn {
  std::string path, detector;  // Detector::describe()
  int64_t size_bytes = 0;
  std::chrono::nanoseconds load_time{0};
  LogHistogram times;  // of Detector::detect()
  size_t right = 0;    // of the labelled frames
};

struct ModelTrial {
  std::array<TrialColumn, 2> columns;
  size_t frames = 0, labelled = 0;
  size_t agreeing = 0;  // frames of which both say the same
};

// Loads both and runs them in turn on every frame, at least 200 times in all. Throws Error naming
// the model that does not load or fit, or where there is no frame.
ModelTrial try_models(const std::array<ModelChoice, 2>& choices,
                      const std::vector<TrialFrame>& frames);

// Samples of `folder`, as SampleFolder writes them: at most 100 of each of the labels "active" and
// "inactive". Those that cannot be read are left out.
std::vector<TrialFrame> labelled_frames(const std::string& folder);

// The ONNX files in the folder of `path`, sorted.
std::vector<std::string> models_beside(const std::string& path);

}  // namespace sprint::watch
