#include "verify/detections/box.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include "verify/detections/match.h"

namespace sprint::verify {
namespace {

// Whole-numbered corners, so that areas can be counted cell by cell.
Boxes random_boxes(std::mt19937& random, size_t count, int classes, int spread = 12) {
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  Boxes boxes;
  for (size_t i = 0; i < count; ++i) {
    const int x = pick(0, spread), y = pick(0, spread);
    boxes.push_back({static_cast<float>(x), static_cast<float>(y),
                     static_cast<float>(x + pick(1, 8)), static_cast<float>(y + pick(1, 8)),
                     pick(0, classes - 1), static_cast<float>(pick(1, 1000)) / 1000});
  }
  return boxes;
}

bool covers(const Box& box, int x, int y) {
  return static_cast<float>(x) >= box.x0 && static_cast<float>(x) < box.x1 &&
         static_cast<float>(y) >= box.y0 && static_cast<float>(y) < box.y1;
}

double counted_iou(const Box& a, const Box& b) {
  int both = 0, either = 0;
  for (int x = 0; x < 24; ++x) {
    for (int y = 0; y < 24; ++y) {
      both += covers(a, x, y) && covers(b, x, y) ? 1 : 0;
      either += covers(a, x, y) || covers(b, x, y) ? 1 : 0;
    }
  }
  return static_cast<double>(both) / either;
}

TEST(Iou, IsWhatCountingCellsGives) {
  std::mt19937 random(1);
  for (int round = 0; round < 2000; ++round) {
    const Boxes boxes = random_boxes(random, 2, 1);
    EXPECT_NEAR(iou(boxes[0], boxes[1]), counted_iou(boxes[0], boxes[1]), 1e-12);
    EXPECT_EQ(iou(boxes[0], boxes[1]), iou(boxes[1], boxes[0]));
  }
}

TEST(Iou, OfBoxesWithoutAnArea) {
  const Box flat{1, 1, 4, 1}, inside_out{4, 4, 1, 1}, whole{0, 0, 8, 8};
  const Box none{std::numeric_limits<float>::quiet_NaN(), 0, 8, 8};
  EXPECT_EQ(iou(flat, flat), 1);
  EXPECT_EQ(iou(flat, whole), 0);
  EXPECT_EQ(iou(inside_out, inside_out), 0);
  EXPECT_EQ(iou(none, none), 0);
  EXPECT_EQ(iou(none, whole), 0);
}

// The definition: a box stays if no box before it that stays is of its class and lies too near.
Boxes suppressed_by_definition(Boxes boxes, double limit) {
  std::ranges::stable_sort(boxes, [](const Box& a, const Box& b) { return a.score > b.score; });
  std::vector<bool> stays(boxes.size(), true);
  for (size_t i = 0; i < boxes.size(); ++i)
    for (size_t k = 0; k < i; ++k)
      if (stays[k] && boxes[k].class_index == boxes[i].class_index &&
          counted_iou(boxes[k], boxes[i]) > limit)
        stays[i] = false;
  Boxes kept;
  for (size_t i = 0; i < boxes.size(); ++i)
    if (stays[i]) kept.push_back(boxes[i]);
  return kept;
}

TEST(Suppress, KeepsWhatTheDefinitionKeeps) {
  std::mt19937 random(2);
  for (int round = 0; round < 200; ++round) {
    const Boxes boxes = random_boxes(random, 40, 3);
    const Boxes kept = suppressed_by_definition(boxes, 0.45);
    EXPECT_EQ(suppress(boxes, 0.45, 1000), kept);
    EXPECT_EQ(suppress(boxes, 0.45, 3), Boxes(kept.begin(), kept.begin() + 3));
    EXPECT_EQ(suppress(boxes, 1, 1000).size(), boxes.size());
  }
}

// The largest number of matches, by trying every one.
size_t most_matches(const Boxes& base, const Boxes& candidate, size_t from,
                    std::vector<bool>& taken) {
  if (from == base.size()) return 0;
  size_t best = most_matches(base, candidate, from + 1, taken);
  for (size_t k = 0; k < candidate.size(); ++k) {
    if (taken[k] || candidate[k].class_index != base[from].class_index ||
        counted_iou(base[from], candidate[k]) < kMatchIou)
      continue;
    taken[k] = true;
    best = std::max(best, 1 + most_matches(base, candidate, from + 1, taken));
    taken[k] = false;
  }
  return best;
}

TEST(MatchBoxes, AreOneToOneOfEqualClassAndAsManyAsCanBeAfterSuppression) {
  std::mt19937 random(3);
  size_t found = 0, possible = 0;
  for (int round = 0; round < 300; ++round) {
    const Boxes base = suppress(random_boxes(random, 8, 2, 4), 0.45, 100);
    const Boxes candidate = suppress(random_boxes(random, 8, 2, 4), 0.45, 100);
    const std::vector<Match> matches = match_boxes(base, candidate);
    std::vector<bool> base_seen(base.size()), candidate_seen(candidate.size());
    for (const Match& match : matches) {
      EXPECT_EQ(base[match.base].class_index, candidate[match.candidate].class_index);
      EXPECT_GE(counted_iou(base[match.base], candidate[match.candidate]), kMatchIou);
      EXPECT_FALSE(base_seen[match.base] || candidate_seen[match.candidate]);
      base_seen[match.base] = candidate_seen[match.candidate] = true;
    }
    EXPECT_EQ(match_boxes(candidate, base).size(), matches.size());
    std::vector<bool> taken(candidate.size());
    const size_t best = most_matches(base, candidate, 0, taken);
    EXPECT_LE(matches.size(), best);
    EXPECT_GE(2 * matches.size(), best);
    found += matches.size();
    possible += best;
  }
  EXPECT_GT(possible, 200U);
  EXPECT_GE(static_cast<double>(found), 0.97 * static_cast<double>(possible));
}

TEST(BoxAgreement, CountsAllBoxesAlike) {
  BoxAgreement agreement;
  const Box a{0, 0, 10, 10, 1, 0.9F}, moved{0, 0, 10, 8, 1, 0.6F}, other{50, 50, 60, 60, 2, 0.8F};
  agreement.add(Boxes{}, Boxes{});
  EXPECT_EQ(agreement.f1(), 1);
  agreement.add(Boxes{a}, Boxes{moved});
  agreement.add(Boxes{a, other}, Boxes{a});
  agreement.add(Boxes{}, Boxes{other});
  EXPECT_DOUBLE_EQ(agreement.recall(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(agreement.precision(), 2.0 / 3);
  EXPECT_DOUBLE_EQ(agreement.f1(), 2.0 * 2 / 6);
  EXPECT_DOUBLE_EQ(agreement.mean_iou(), (0.8 + 1) / 2);
  EXPECT_NEAR(agreement.max_score_error(), 0.3, 1e-6);
}

TEST(BoxAgreement, OfBoxesThatAreGone) {
  BoxAgreement agreement;
  agreement.add(Boxes{{0, 0, 1, 1, 0, 1}}, Boxes{});
  EXPECT_EQ(agreement.f1(), 0);
  EXPECT_EQ(agreement.recall(), 0);
  EXPECT_EQ(agreement.precision(), 1);
  EXPECT_EQ(agreement.mean_iou(), 0);
}

}  // namespace
}  // namespace sprint::verify
