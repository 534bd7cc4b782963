#include "verify/detections/match.h"

#include <algorithm>
#include <cmath>

namespace sprint::verify {
namespace {

std::vector<Match> possible_matches(std::span<const Box> base, std::span<const Box> candidate,
                                    double least) {
  std::vector<Match> pairs;
  for (size_t i = 0; i < base.size(); ++i) {
    for (size_t k = 0; k < candidate.size(); ++k) {
      if (base[i].class_index != candidate[k].class_index) continue;
      const double value = iou(base[i], candidate[k]);
      if (value >= least) pairs.push_back({i, k, value});
    }
  }
  return pairs;
}

}  // namespace

std::vector<Match> match_boxes(std::span<const Box> base, std::span<const Box> candidate,
                               double least) {
  std::vector<Match> pairs = possible_matches(base, candidate, least);
  std::ranges::stable_sort(pairs, std::ranges::greater{}, &Match::iou);
  std::vector<bool> base_taken(base.size()), candidate_taken(candidate.size());
  std::vector<Match> matches;
  for (const Match& pair : pairs) {
    if (base_taken[pair.base] || candidate_taken[pair.candidate]) continue;
    base_taken[pair.base] = candidate_taken[pair.candidate] = true;
    matches.push_back(pair);
  }
  std::ranges::sort(matches, {}, &Match::base);
  return matches;
}

void BoxAgreement::add(std::span<const Box> base, std::span<const Box> candidate) {
  base_ += base.size();
  candidate_ += candidate.size();
  for (const Match& match : match_boxes(base, candidate)) {
    ++matched_;
    iou_sum_ += match.iou;
    const double error = double{base[match.base].score} - candidate[match.candidate].score;
    max_score_error_ = std::max(max_score_error_, std::abs(error));
  }
}

double BoxAgreement::mean_iou() const {
  return matched_ == 0 ? 0 : iou_sum_ / static_cast<double>(matched_);
}

double BoxAgreement::share(size_t part, size_t all) {
  return all == 0 ? 1 : static_cast<double>(part) / static_cast<double>(all);
}

}  // namespace sprint::verify
