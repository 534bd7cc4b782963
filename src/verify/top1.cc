#include "verify/top1.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "session/class_confidences.h"
#include "session/class_outputs.h"

namespace sprint::verify {
namespace {

double comparable(float score) {
  return std::isnan(score) ? -std::numeric_limits<double>::infinity() : score;
}

}  // namespace

bool gives_classes(std::span<const Tensor> outputs) {
  return outputs.size() == 1 && session::class_outputs(outputs).size() == 1;
}

Top1 top1(std::span<const float> scores) {
  const auto best = std::ranges::max_element(scores, {}, comparable);
  const auto index = static_cast<size_t>(best - scores.begin());
  return {index, session::class_confidences(scores)[index]};
}

}  // namespace sprint::verify
