#include "optimize/rank.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>
#include <set>

#include "optimize/attempt_for_test.h"
#include "optimize/recipe.h"

namespace sprint::optimize {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> ranked(std::vector<Attempt> attempts) {
  rank(attempts);
  std::vector<std::string> names;
  for (const Attempt& made : attempts) names.push_back(made.recipe);
  return names;
}

TEST(Rank, AcceptedBeforeRejectedAndFastBeforeSlow) {
  EXPECT_THAT(
      ranked({failed("failed"), attempt("wrong", 0.3, true, false),
              attempt("slow and wrong", 1.5, false, false), attempt("good", 0.5, true, true),
              attempt("better", 0.4, true, true), attempt("slow", 1.2, false, true)}),
      ElementsAre("better", "good", "wrong", "slow", "slow and wrong", "failed"));
}

TEST(Rank, MeasuredAtLengthBeforeScreened) {
  EXPECT_THAT(
      ranked({attempt("screened", 0.3, true, true, false), attempt("measured", 1.2, false, true)}),
      ElementsAre("measured", "screened"));
}

TEST(Rank, BetterQualityWhereSpeedIsTheSame) {
  std::vector<Attempt> attempts{attempt("a", 0.40, true, true), attempt("b", 0.41, true, true),
                                attempt("c", 0.50, true, true)};
  attempts[0].comparison.latency_ratio = {0.40, 0.39, 0.412};
  attempts[1].comparison.latency_ratio = {0.41, 0.40, 0.42};
  attempts[2].comparison.latency_ratio = {0.50, 0.495, 0.51};
  judge_by_sqnr(attempts[0], 30);
  judge_by_sqnr(attempts[1], 45);
  judge_by_sqnr(attempts[1], 31);
  judge_by_sqnr(attempts[2], 60);
  EXPECT_THAT(ranked(attempts), ElementsAre("b", "a", "c"));
}

TEST(Rank, WhatIsNotRightByItsQuality) {
  Attempt bad = attempt("bad", 0.3, true, false), worse = attempt("worse", 0.2, true, false);
  judge_by_sqnr(bad, 20);
  judge_by_sqnr(worse, 10);
  EXPECT_THAT(ranked({worse, bad}), ElementsAre("bad", "worse"));
}

TEST(Rank, NoiseOfSpeedChangesNothing) {
  // Of four that are as fast, in whatever order their times come out.
  std::vector<Attempt> attempts{
      attempt("noisy", 0.4, true, true), attempt("large", 0.4, true, true),
      attempt("small", 0.4, true, true), attempt("small, less liked", 0.4, true, true),
      attempt("slow", 0.8, true, true)};
  for (size_t i = 0; i < attempts.size(); ++i) {
    attempts[i].preference = i;
    attempts[i].comparison.candidate.size_bytes = i < 2 ? 200 : 100;
    judge_by_sqnr(attempts[i], i == 0 ? 40 : 50);
  }
  std::vector<double> times{0.40, 0.41, 0.42, 0.435};
  do {
    for (size_t i = 0; i < times.size(); ++i)
      attempts[i].comparison.latency_ratio = {times[i], times[i] - 0.001, times[i] + 0.001};
    EXPECT_THAT(ranked(attempts),
                ElementsAre("small", "small, less liked", "large", "noisy", "slow"));
  } while (std::ranges::next_permutation(times).found);
}

TEST(Rank, QualityDecidesWhereTheMachineIsTooBusyToTellSpeed) {
  for (const bool thorough : {false, true}) {
    std::vector<Attempt> attempts{attempt("a", 0.2, false, true, thorough),
                                  attempt("b", 0.9, false, true, thorough)};
    for (Attempt& made : attempts) {
      made.comparison.latency_ratio.low = 0;
      made.comparison.latency_ratio.high = std::numeric_limits<double>::infinity();
      made.comparison.latency_conditions.too_busy = "others took the core";
    }
    judge_by_sqnr(attempts[0], 40);
    judge_by_sqnr(attempts[1], 50);
    EXPECT_THAT(ranked(attempts), ElementsAre("b", "a"));
    EXPECT_FALSE(speed_decision(attempts, attempts[1]).has_value());
  }
}

TEST(Rank, SaysWhereSpeedDecided) {
  std::vector<Attempt> attempts{attempt("fast", 0.4, true, true),
                                attempt("right", 0.8, true, true)};
  judge_by_sqnr(attempts[0], 40);
  judge_by_sqnr(attempts[1], 50);
  EXPECT_THAT(speed_decision(attempts, attempts[0]).value_or(""),
              AllOf(HasSubstr("right"), HasSubstr("2.00x the time")));
  EXPECT_FALSE(speed_decision(attempts, attempts[1]).has_value());
}

TEST(Rank, AFaultIsWorseThanAnyFigure) {
  Attempt dead = attempt("dead", 0.3, true, false), wrong = attempt("wrong", 0.3, true, false);
  judge_by_sqnr(dead, 45);
  dead.comparison.qualities[0].faults = {"every score is 0"};
  judge_by_sqnr(wrong, 10);
  EXPECT_THAT(ranked({dead, wrong}), ElementsAre("wrong", "dead"));
}

TEST(Recipes, AreAllDifferentAndLeaveOneInFloat) {
  std::set<std::string> names;
  size_t as_is = 0;
  for (const Recipe& recipe : all_recipes()) {
    EXPECT_TRUE(names.insert(recipe.name).second) << recipe.name;
    if (!recipe.options) ++as_is;
  }
  EXPECT_EQ(names.size(), 10u);
  EXPECT_EQ(as_is, 1u);
}

}  // namespace
}  // namespace sprint::optimize
