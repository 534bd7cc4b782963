#include "session/class_confidences.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sprint::session {
namespace {

bool are_probabilities(std::span<const float> scores) {
  double sum = 0;
  for (const float score : scores) {
    if (!(score >= 0 && score <= 1)) return false;
    sum += score;
  }
  return std::abs(sum - 1) < 0.01;
}

// exp(score - largest); infinite scores share the whole, as a limit of finite ones does.
double weight(double score, double largest) {
  if (std::isnan(score)) return 0;
  return score == largest ? 1 : std::exp(score - largest);
}

}  // namespace

void class_confidences(std::span<const float> scores, std::span<double> confidences) {
  std::ranges::copy(scores, confidences.begin());
  if (are_probabilities(scores)) return;
  double largest = -std::numeric_limits<double>::infinity(), sum = 0;
  for (const double score : confidences) largest = std::fmax(largest, score);
  for (double& score : confidences) sum += score = weight(score, largest);
  if (sum > 0) {
    for (double& confidence : confidences) confidence /= sum;
  }
}

std::vector<double> class_confidences(std::span<const float> scores) {
  std::vector<double> confidences(scores.size());
  class_confidences(scores, confidences);
  return confidences;
}

}  // namespace sprint::session
