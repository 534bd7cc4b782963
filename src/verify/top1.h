// The class that a model's output names.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "sprint/tensor.h"

namespace sprint::verify {

// Whether these outputs of one sample are a single one that gives one number per class; see
// session/class_outputs.h.
bool gives_classes(std::span<const Tensor> outputs);

struct Top1 {
  size_t index = 0;
  double confidence = 0;  // in [0, 1]
};

// The largest score, the first of equals, and its class_confidences(); scores that are not numbers
// count as the lowest. Requires at least one score.
Top1 top1(std::span<const float> scores);

}  // namespace sprint::verify
