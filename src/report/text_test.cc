#include <gmock/gmock.h>

#include "report/grid.h"
#include "report/report_for_test.h"

namespace sprint::report {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Text, StartsWithTheTable) {
  EXPECT_THAT(
      to_text(classifier_report()),
      StartsWith("| Metric               | FP32    | INT8    | Change                           |\n"
                 "| Inference time (p50) | 85.0 us | 170 us  | 100.0% more time (2.00x as long) |\n"
                 "| Peak memory          | 40.0 MB | 36.0 MB | 10.0% less                       |\n"
                 "| Model size           | 1.28 MB | 320 KB  | 75.0% smaller                    |\n"
                 "| Top-1 accuracy       | 99.00%  | 98.50%  | -0.50 points                     |\n"
                 "\nNot accepted\n  speed (NOT MET): INT8 is 2.00x slower"));
}

TEST(Text, ListsRecipesAndFailures) {
  const std::string text = to_text(search_report());
  EXPECT_THAT(
      text,
      HasSubstr("| static QDQ | onnxruntime | 170 us     | 2.00x   | 320 KB | 98.50%         |"));
  EXPECT_THAT(text, HasSubstr("nothing <to> quantize"));
  EXPECT_THAT(text, HasSubstr("\nNothing was written.\n"));
}

TEST(Text, EveryJudgedOutputHasARow) {
  EXPECT_THAT(to_text(detector_report()),
              AllOf(HasSubstr("| SQNR of boxes        | -       | 40.0 dB    | worst: [0, 3]"),
                    HasSubstr("| SQNR of scores       | -       | not finite |")));
}

TEST(Text, ModelsOfOnePrecisionAreCalledBaseAndCandidate) {
  Report report = classifier_report();
  report.comparison.candidate.precision = "FP32";
  EXPECT_THAT(to_text(report), StartsWith("| Metric               | Base    | Candidate | Change"));
}

TEST(Text, EqualFiguresAreTheSame) {
  Report report = classifier_report();
  report.comparison.candidate.latency_us.p50 = 85;
  EXPECT_THAT(to_text(report), HasSubstr("| 85.0 us | 85.0 us | the same"));
}

TEST(Grid, AlignsCharactersAndNotBytes) {
  EXPECT_EQ(grid_text({{"a", "b"}, {"\xc3\xa9t\xc3\xa9", "x"}}),
            "| a   | b |\n| \xc3\xa9t\xc3\xa9 | x |\n");
}

TEST(Markdown, HasARuleAndEscapesText) {
  const std::string text = to_markdown(search_report());
  EXPECT_THAT(text, StartsWith("# Not accepted: candidate.onnx\n"));
  EXPECT_THAT(text, HasSubstr("| Metric | FP32 | INT8 | Change |\n|---|---|---|---|\n"));
  EXPECT_THAT(text, HasSubstr("frames/\\<active\\>/a\\|b.png"));
  EXPECT_THAT(text, HasSubstr("## Recipes tried"));
  EXPECT_THAT(text, Not(HasSubstr("<active>")));
}

// Waiting for a core makes the longer model look far slower than it is.
TEST(Text, TakesTheChangeFromTheRatioWhereModelsHadToWait) {
  Report report = classifier_report();
  report.comparison.base.latency_us = {.p50 = 1600, .p90 = 1700, .p99 = 1800, .runs = {}};
  report.comparison.candidate.latency_us = {.p50 = 100, .p90 = 110, .p99 = 120, .runs = {}};
  report.comparison.latency_ratio = {0.5, 0.45, 0.55};
  report.comparison.latency_conditions = {
      .cpu_time = true, .rounds = 10, .disturbed = 9, .too_busy = ""};
  EXPECT_THAT(to_text(report), HasSubstr("50.0% less time (2.00x as fast) without waiting"));
  report.comparison.latency_conditions.too_busy = "why";
  EXPECT_THAT(to_text(report), AllOf(HasSubstr("busy machine"), Not(HasSubstr("as fast"))));
}

}  // namespace
}  // namespace sprint::report
