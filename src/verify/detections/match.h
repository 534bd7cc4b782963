// Whether two models find the same boxes.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "verify/detections/box.h"

namespace sprint::verify {

// Indices into the two sets that were matched.
struct Match {
  size_t base, candidate;
  double iou;
};

// The least IoU of a match, as in PASCAL VOC (Everingham et al., "The PASCAL Visual Object Classes
// (VOC) Challenge", 2010).
constexpr double kMatchIou = 0.5;

// One-to-one matches of boxes of equal class with an IoU of at least `least`: the pair of the
// highest IoU first, then the highest of those left, and so on; equal ones in the order of the
// sets. The greedy matching reaches at least half of the weight of the best one (Avis, "A survey of
// heuristics for the weighted matching problem", 1983), and all of it where boxes of a class do not
// crowd, as after suppression; it does not depend on which set is called the base. By the base's
// index.
std::vector<Match> match_boxes(std::span<const Box> base, std::span<const Box> candidate,
                               double least = kMatchIou);

// How far two models agree on the boxes of many samples. All boxes weigh the same, whichever sample
// they lie in, so samples without boxes in either model change nothing.
class BoxAgreement {
 public:
  void add(std::span<const Box> base, std::span<const Box> candidate);

  size_t base() const { return base_; }
  size_t candidate() const { return candidate_; }
  size_t matched() const { return matched_; }

  // Shares in [0, 1]. 1 where there is nothing that could be missed or made up.
  double precision() const { return share(matched_, candidate_); }  // of the candidate's boxes
  double recall() const { return share(matched_, base_); }          // of the base's boxes
  // The harmonic mean of both: 2 matched / (base + candidate).
  double f1() const { return share(2 * matched_, base_ + candidate_); }
  double mean_iou() const;                                     // of the matched; 0 where none is
  double max_score_error() const { return max_score_error_; }  // of the matched

 private:
  static double share(size_t part, size_t all);

  size_t base_ = 0, candidate_ = 0, matched_ = 0;
  double iou_sum_ = 0, max_score_error_ = 0;
};

}  // namespace sprint::verify
