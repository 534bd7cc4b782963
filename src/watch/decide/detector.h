// Whether sprint is on in a frame.
#pragma once

#include <string>

#include "sprint/preprocess.h"
#include "watch/metrics/model_figures.h"

namespace sprint::watch {

struct Detection {
  bool active = false;
  double confidence = 0;  // in [0, 1], that `active` is right
};

class Detector {
 public:
  virtual ~Detector() = default;
  Detector() = default;
  Detector(const Detector&) = delete;
  Detector& operator=(const Detector&) = delete;

  // Allocates nothing once it has seen a frame of this size. Throws Error naming the model or
  // template where it cannot work on such a frame.
  virtual Detection detect(const Image& frame) = 0;

  // "model sprint_classifier.int8.onnx on native 0.1.0 (avx512_vnni)", "templates sprint_on.png,
  // ...".
  virtual std::string describe() const = 0;

  // Of the model that decides; without path where none does.
  virtual ModelFigures model() const { return {}; }
};

}  // namespace sprint::watch
