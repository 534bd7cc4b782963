#include "verify/top1.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sprint::verify {
namespace {

double comparable(float score) {
  return std::isnan(score) ? -std::numeric_limits<double>::infinity() : score;
}

bool are_probabilities(std::span<const float> scores) {
  double sum = 0;
  for (const float score : scores) {
    if (!(score >= 0 && score <= 1)) return false;
    sum += score;
  }
  return std::abs(sum - 1) < 0.01;
}

// Of the largest score.
double softmax(std::span<const float> scores, double largest) {
  if (!std::isfinite(largest)) return largest > 0 ? 1 : 0;
  double sum = 0;
  for (const float score : scores) sum += std::exp(comparable(score) - largest);
  return 1 / sum;
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
  return {index, are_probabilities(scores) ? *best : softmax(scores, comparable(*best))};
}

}  // namespace sprint::verify
