#include "verify/top1.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "verify/class_confidences.h"

namespace sprint::verify {
namespace {

double comparable(float score) {
  return std::isnan(score) ? -std::numeric_limits<double>::infinity() : score;
}

}  // namespace

bool gives_classes(std::span<const Tensor> outputs) {
  if (outputs.size() != 1) return false;
  const auto above_one =
      std::ranges::count_if(outputs[0].dims, [](int64_t dim) { return dim > 1; });
  return above_one == 1 && outputs[0].count() > 1;
}

Top1 top1(std::span<const float> scores) {
  const auto best = std::ranges::max_element(scores, {}, comparable);
  const auto index = static_cast<size_t>(best - scores.begin());
  return {index, class_confidences(scores)[index]};
}

}  // namespace sprint::verify
