#include <gmock/gmock.h>

#include <vector>

#include "sprint/compare.h"
#include "sprint/error.h"

namespace sprint {
namespace {

using testing::HasSubstr;

// INT8 that is better in every way, on 200 labelled samples.
Comparison good() {
  Comparison comparison;
  comparison.base = {.path = "base.onnx",
                     .precision = "FP32",
                     .runtime = "onnxruntime 1.30.0",
                     .size_bytes = 1'280'000,
                     .load_us = 900,
                     .peak_memory_bytes = 40'000'000,
                     .latency_us = {.p50 = 200, .p90 = 220, .p99 = 250, .runs = {}},
                     .right = 198};
  comparison.candidate = comparison.base;
  comparison.candidate.path = "candidate.onnx";
  comparison.candidate.precision = "INT8";
  comparison.candidate.size_bytes = 330'000;
  comparison.candidate.peak_memory_bytes = 30'000'000;
  comparison.candidate.latency_us.p50 = 100;
  comparison.latency_ratio = {0.5, 0.49, 0.52};
  comparison.held_out_samples = 200;
  comparison.outputs = {{"scores", 42.0, 0.01}};
  comparison.classes = ClassDifference{.agreeing = 200, .lost = 0, .gained = 0};
  return comparison;
}

const Finding& finding(const Verdict& verdict, Criterion criterion) {
  for (const Finding& found : verdict.findings)
    if (found.criterion == criterion) return found;
  throw Error(ErrorCode::internal, "no finding");
}

TEST(Verdict, AcceptsWhatIsBetterInEveryWay) {
  const Verdict verdict = judge(good());
  EXPECT_TRUE(verdict.accepted);
  ASSERT_EQ(verdict.findings.size(), 4u);
  for (const Finding& found : verdict.findings) EXPECT_TRUE(found.met) << found.reason;
  EXPECT_FALSE(finding(verdict, Criterion::memory).required);
  EXPECT_THAT(finding(verdict, Criterion::speed).reason, HasSubstr("2.00x faster"));
  EXPECT_THAT(finding(verdict, Criterion::size).reason, HasSubstr("74.2% less"));
}

TEST(Verdict, SpeedNeedsTheWholeIntervalBelowOne) {
  struct Case {
    Interval ratio;
    bool met;
    const char* says;
  };
  for (const Case& c :
       {Case{{0.5, 0.49, 0.52}, true, "faster"}, Case{{0.98, 0.96, 0.999}, true, "faster"},
        Case{{0.98, 0.96, 1.0}, false, "no speed-up"},
        Case{{1.0, 0.97, 1.03}, false, "no speed-up"},
        Case{{1.92, 1.9, 1.95}, false, "1.92x slower on onnxruntime 1.30.0"}}) {
    Comparison comparison = good();
    comparison.latency_ratio = c.ratio;
    const Verdict verdict = judge(comparison);
    EXPECT_EQ(verdict.accepted, c.met) << c.ratio.high;
    EXPECT_EQ(finding(verdict, Criterion::speed).met, c.met) << c.ratio.high;
    EXPECT_THAT(finding(verdict, Criterion::speed).reason, HasSubstr(c.says));
  }
}

TEST(Verdict, SaysWhyItIsSlower) {
  Comparison comparison = good();
  comparison.latency_ratio = {1.9, 1.8, 2.0};
  comparison.operators = {{"Conv", 60, 110}, {"Quantize and dequantize", 0, 23}, {"Gemm", 9, 4}};
  const std::string reason = finding(judge(comparison), Criterion::speed).reason;
  EXPECT_THAT(reason, HasSubstr("adds 73.0 us (Conv 50.0 us, Quantize and dequantize 23.0 us)"));
  EXPECT_THAT(reason, HasSubstr("saves only 5.00 us (Gemm 5.00 us)"));
}

TEST(Verdict, SizeMustShrink) {
  for (const uint64_t size : {1'280'000u, 1'400'000u}) {
    Comparison comparison = good();
    comparison.candidate.size_bytes = size;
    const Verdict verdict = judge(comparison);
    EXPECT_FALSE(verdict.accepted);
    EXPECT_FALSE(finding(verdict, Criterion::size).met);
    EXPECT_THAT(finding(verdict, Criterion::size).reason,
                HasSubstr(size == 1'280'000 ? "1.28 MB, as before" : "9.4% more"));
  }
}

TEST(Verdict, OnlyWhatIsRequiredDecides) {
  Comparison comparison = good();
  comparison.latency_ratio = {1.92, 1.9, 1.95};
  comparison.candidate.peak_memory_bytes = 50'000'000;
  Requirements relaxed{.required = {Criterion::size, Criterion::accuracy}};
  EXPECT_TRUE(judge(comparison, relaxed).accepted);
  relaxed.required.push_back(Criterion::memory);
  EXPECT_FALSE(judge(comparison, relaxed).accepted);
  EXPECT_TRUE(judge(comparison, {.required = {}}).accepted);
}

TEST(Verdict, RequiredMemoryMustBeMeasured) {
  Comparison comparison = good();
  comparison.base.peak_memory_bytes = comparison.candidate.peak_memory_bytes = 0;
  EXPECT_EQ(judge(comparison).findings.size(), 3u);
  EXPECT_THROW(judge(comparison, {.required = {Criterion::memory}}), Error);
}

TEST(Verdict, AccuracyMayDropByTheBudgetAndNoMore) {
  struct Case {
    size_t lost, gained;
    double max_drop;
    bool met;
  };
  for (const Case& c : {Case{0, 0, 0.0, true}, Case{2, 0, 0.01, true}, Case{3, 0, 0.01, false},
                        Case{5, 3, 0.01, true}, Case{1, 0, 0.0, false}, Case{0, 4, 0.0, true}}) {
    Comparison comparison = good();
    comparison.classes = ClassDifference{200 - c.lost - c.gained, c.lost, c.gained};
    comparison.candidate.right = *comparison.base.right + c.gained - c.lost;
    const Verdict verdict = judge(comparison, {.max_drop = c.max_drop});
    EXPECT_EQ(verdict.accepted, c.met) << c.lost << ' ' << c.gained << ' ' << c.max_drop;
  }
}

TEST(Verdict, AccuracyGivesCountsAndAnInterval) {
  Comparison comparison = good();
  comparison.classes = ClassDifference{.agreeing = 196, .lost = 3, .gained = 1};
  comparison.candidate.right = 196;
  const std::string reason = finding(judge(comparison), Criterion::accuracy).reason;
  EXPECT_THAT(reason, HasSubstr("from 99.00% to 98.00% on 200 held-out samples"));
  EXPECT_THAT(reason, HasSubstr("(3 lost, 1 gained): 1.00 points less"));
  // b = 3.5, c = 1.5, n = 202: (2 +- 1.96 sqrt(5 - 4/202)) / 202, in points.
  EXPECT_THAT(reason, HasSubstr("95% interval -3.16 to 1.18"));
}

TEST(Verdict, SaysWhereSamplesAreTooFewForTheBudget) {
  Comparison comparison = good();
  EXPECT_THAT(finding(judge(comparison), Criterion::accuracy).reason,
              testing::Not(HasSubstr("cannot be told")));
  comparison.held_out_samples = 40;
  comparison.base.right = comparison.candidate.right = 40;
  EXPECT_THAT(finding(judge(comparison), Criterion::accuracy).reason,
              HasSubstr("with 40 held-out samples one sample is 2.50 points"));
}

TEST(Verdict, UnlabelledClassifiersAreJudgedByAgreement) {
  Comparison comparison = good();
  comparison.base.right.reset();
  comparison.candidate.right.reset();
  comparison.classes->agreeing = 198;
  EXPECT_TRUE(judge(comparison).accepted);
  comparison.classes->agreeing = 197;
  const Verdict verdict = judge(comparison);
  EXPECT_FALSE(verdict.accepted);
  EXPECT_THAT(finding(verdict, Criterion::accuracy).reason,
              HasSubstr("changes for 3 of 200 held-out samples: 1.50 points, budget 1.00"));
}

TEST(Verdict, ModelsWithoutClassesAreJudgedByTheWorstOutput) {
  Comparison comparison = good();
  comparison.classes.reset();
  comparison.outputs = {{"boxes", 41.0, 0.1}, {"scores", 29.9, 0.2}};
  const Verdict verdict = judge(comparison);
  EXPECT_FALSE(verdict.accepted);
  EXPECT_THAT(finding(verdict, Criterion::accuracy).reason, HasSubstr("29.9 dB (scores)"));
  EXPECT_TRUE(judge(comparison, {.min_sqnr_db = 29}).accepted);
}

TEST(Verdict, TheMeasureOfQualityCanBeChosen) {
  Comparison comparison = good();
  comparison.outputs[0].sqnr_db = 10;
  EXPECT_TRUE(judge(comparison).accepted);
  EXPECT_FALSE(judge(comparison, {.quality = QualityMeasure::sqnr}).accepted);
  comparison.base.right.reset();
  EXPECT_THROW(judge(comparison, {.quality = QualityMeasure::top1_accuracy}), Error);
  comparison.classes.reset();
  EXPECT_THROW(judge(comparison, {.quality = QualityMeasure::top1_agreement}), Error);
}

TEST(Verdict, NothingHeldOutIsAnError) {
  Comparison comparison = good();
  comparison.held_out_samples = 0;
  EXPECT_THROW(judge(comparison), Error);
}

}  // namespace
}  // namespace sprint
