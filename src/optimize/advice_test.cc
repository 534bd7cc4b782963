#include "optimize/advice.h"

#include <gmock/gmock.h>

#include "optimize/attempt_for_test.h"

namespace sprint::optimize {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

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

TEST(Advice, SaysWhichLimitsWouldDo) {
  std::vector<Attempt> attempts{attempt("wrong", 0.5, true, false)};
  judge_by_sqnr(attempts[0], 40);
  judge_by_sqnr(attempts[0], 22.7);
  EXPECT_THAT(advice(attempts, attempts[0]), ElementsAre(HasSubstr("--limit regression.sqnr=22.")));
  attempts[0] = attempt("wrong", 0.5, true, false);
  judge_by(attempts[0], Measure::accuracy,
           {.name = "drop", .label = "lost", .value = 7.0 / 300, .unit = Unit::share}, 2.3);
  EXPECT_THAT(advice(attempts, attempts[0]), ElementsAre(HasSubstr("--limit accuracy.drop=2.4%.")));
}

TEST(Advice, NeverAsksForWhatIsNoQualityAtAll) {
  std::vector<Attempt> attempts{attempt("wrong", 0.5, true, false)};
  judge_by_sqnr(attempts[0], -2);
  const auto leaves_layers = ElementsAre(HasSubstr("leave them in float with sprint quantize"));
  EXPECT_THAT(advice(attempts, attempts[0]), leaves_layers);
  // Close to a limit that is no quality itself.
  attempts[0] = attempt("wrong", 0.5, true, false);
  judge_by(
      attempts[0], Measure::regression,
      {.name = "sqnr", .label = "SQNR", .value = 2, .unit = Unit::db, .higher_is_better = true},
      1.1);
  EXPECT_THAT(advice(attempts, attempts[0]), leaves_layers);
  attempts[0] = attempt("wrong", 0.5, true, false);
  judge_by(
      attempts[0], Measure::detections,
      {.name = "f1", .label = "F1", .value = 0.3, .unit = Unit::share, .higher_is_better = true},
      1.1);
  EXPECT_THAT(advice(attempts, attempts[0]), leaves_layers);
  // A part is dead, whatever the figures say.
  attempts[0] = attempt("wrong", 0.5, true, false);
  judge_by_sqnr(attempts[0], 29);
  attempts[0].comparison.qualities[0].faults = {"every score is 0"};
  EXPECT_THAT(advice(attempts, attempts[0]), leaves_layers);
}

TEST(Advice, TellsWhatPreparingAloneGains) {
  std::vector<Attempt> attempts{attempt("good", 0.4, true, true),
                                attempt("as is", 0.5, true, true)};
  attempts[1].quantized = false;
  attempts[1].comparison.base.path = "m.onnx";
  EXPECT_THAT(advice(attempts, attempts[0]), ElementsAre(HasSubstr("takes 0.50x the time")));
}

TEST(Advice, OffersThePreparedModelWhereInt8IsRefused) {
  std::vector<Attempt> attempts{attempt("slow", 1.2, false, true),
                                attempt("as is", 0.3, true, true)};
  attempts[1].quantized = false;
  attempts[1].runtime = Runtime::native;
  attempts[1].comparison.base.path = "m.onnx";
  EXPECT_THAT(
      advice(attempts, attempts[0]),
      Contains(AllOf(HasSubstr("sprint prepare m.onnx -o OUT"), HasSubstr("--runtime native"))));
  attempts[1].verdict.findings[3].met = false;
  EXPECT_THAT(advice(attempts, attempts[0]), Each(Not(HasSubstr("sprint prepare"))));
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

}  // namespace
}  // namespace sprint::optimize
