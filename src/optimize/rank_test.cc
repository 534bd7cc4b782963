#include "optimize/rank.h"

#include <gmock/gmock.h>

#include <cmath>
#include <set>
#include <utility>

#include "optimize/recipe.h"

namespace sprint::optimize {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Attempt attempt(const char* recipe, double ratio, bool speed, bool accuracy, bool thorough = true) {
  Attempt made;
  made.recipe = recipe;
  made.thorough = thorough;
  made.comparison.latency_ratio = {ratio, ratio, ratio};
  made.comparison.candidate.runtime = "onnxruntime 1.30.0";
  made.verdict.findings = {{Criterion::speed, true, speed, ""},
                           {Criterion::size, true, true, ""},
                           {Criterion::memory, false, false, ""},
                           {Criterion::accuracy, true, accuracy, ""}};
  made.verdict.accepted = speed && accuracy;
  return made;
}

// Its one output judged by `metric`, which uses `used` of its limit.
void judge_by(Attempt& attempt, Measure measure, Metric metric, double used) {
  OutputQuality quality;
  quality.outputs = {"y"};
  quality.measure = measure;
  quality.metrics = {std::move(metric)};
  attempt.comparison.qualities.push_back(quality);
  const size_t index = attempt.comparison.qualities.size() - 1;
  attempt.verdict.findings[3].limits.push_back({index, 0, 0, used});
}

void judge_by_sqnr(Attempt& attempt, double sqnr_db) {
  judge_by(attempt, Measure::regression,
           {.name = "sqnr",
            .label = "SQNR",
            .value = sqnr_db,
            .unit = Unit::db,
            .higher_is_better = true},
           std::pow(10, (30 - sqnr_db) / 20));
}

Attempt failed(const char* recipe) {
  Attempt made;
  made.recipe = recipe;
  made.failure = "it cannot be";
  return made;
}

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
                                attempt("c", 0.42, true, true)};
  attempts[0].comparison.latency_ratio = {0.40, 0.39, 0.412};
  attempts[1].comparison.latency_ratio = {0.41, 0.40, 0.42};
  attempts[2].comparison.latency_ratio = {0.42, 0.415, 0.43};
  judge_by_sqnr(attempts[0], 30);
  judge_by_sqnr(attempts[1], 45);
  judge_by_sqnr(attempts[1], 31);
  judge_by_sqnr(attempts[2], 60);
  EXPECT_THAT(ranked(attempts), ElementsAre("b", "a", "c"));
}

TEST(Advice, NothingIsToBeSaidOfWhatIsAccepted) {
  const std::vector<Attempt> attempts{attempt("good", 0.5, true, true)};
  EXPECT_THAT(advice(attempts, attempts[0]), IsEmpty());
}

TEST(Advice, SaysWhatCouldBeAskedInstead) {
  const std::vector<Attempt> attempts{attempt("slow", 1.2, false, true), failed("failed")};
  EXPECT_THAT(advice(attempts, attempts[0]),
              ElementsAre(HasSubstr("best left in float"), HasSubstr("--require size,accuracy.")));
}

TEST(Advice, DoesNotGiveUpSpeedWhereAnotherRecipeHasIt) {
  const std::vector<Attempt> attempts{attempt("slow", 1.2, false, true),
                                      attempt("wrong", 0.5, true, false)};
  EXPECT_THAT(advice(attempts, attempts[0]), ElementsAre(HasSubstr("--require size,accuracy.")));
}

TEST(Rank, WhatIsNotRightByItsQuality) {
  Attempt bad = attempt("bad", 0.3, true, false), worse = attempt("worse", 0.2, true, false);
  judge_by_sqnr(bad, 20);
  judge_by_sqnr(worse, 10);
  EXPECT_THAT(ranked({worse, bad}), ElementsAre("bad", "worse"));
}

TEST(Advice, SaysWhichLimitsWouldDo) {
  std::vector<Attempt> attempts{attempt("wrong", 0.5, true, false)};
  judge_by_sqnr(attempts[0], 40);
  judge_by_sqnr(attempts[0], 19.7);
  EXPECT_THAT(advice(attempts, attempts[0]), ElementsAre(HasSubstr("--limit regression.sqnr=19.")));
  attempts[0] = attempt("wrong", 0.5, true, false);
  judge_by(attempts[0], Measure::accuracy,
           {.name = "drop", .label = "lost", .value = 7.0 / 300, .unit = Unit::share}, 2.3);
  EXPECT_THAT(advice(attempts, attempts[0]), ElementsAre(HasSubstr("--limit accuracy.drop=2.4%.")));
}

TEST(Advice, NeverAsksForWhatIsNoQualityAtAll) {
  std::vector<Attempt> attempts{attempt("wrong", 0.5, true, false)};
  judge_by_sqnr(attempts[0], -2);
  EXPECT_THAT(advice(attempts, attempts[0]), IsEmpty());
}

TEST(Advice, TellsWhatPreparingAloneGains) {
  std::vector<Attempt> attempts{attempt("good", 0.4, true, true),
                                attempt("as is", 0.5, true, true)};
  attempts[1].quantized = false;
  EXPECT_THAT(advice(attempts, attempts[0]), ElementsAre(HasSubstr("takes 0.50x the time")));
}

TEST(Advice, TellsWhatTheOtherRuntimeGives) {
  std::vector<Attempt> attempts{attempt("good", 0.4, true, true),
                                attempt("slow", 2.1, false, true, false),
                                attempt("slower", 2.5, false, true, false)};
  EXPECT_THAT(advice(attempts, attempts[0]), IsEmpty());
  attempts[0].runtime = Runtime::native;
  EXPECT_THAT(advice(attempts, attempts[0]),
              ElementsAre(HasSubstr("the fastest INT8 form (slow) takes 2.10x the time")));
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
