#include <gmock/gmock.h>

#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "sprint/compare.h"
#include "sprint/error.h"

namespace sprint {
namespace {

using testing::HasSubstr;

OutputQuality quality_of(std::string output, Measure measure, Metric metric) {
  OutputQuality quality;
  quality.outputs = {std::move(output)};
  quality.measure = measure;
  quality.reason = "the test says so";
  quality.metrics = {std::move(metric)};
  return quality;
}

OutputQuality accuracy_of(std::string output, double drop) {
  return quality_of(std::move(output), Measure::accuracy,
                    {.name = "drop",
                     .label = "top-1 accuracy lost",
                     .value = drop,
                     .unit = Unit::share,
                     .step = 0.005,
                     .detail = "from here to there"});
}

OutputQuality sqnr_of(std::string output, double sqnr_db) {
  return quality_of(std::move(output), Measure::regression,
                    {.name = "sqnr",
                     .label = "SQNR",
                     .value = sqnr_db,
                     .unit = Unit::db,
                     .higher_is_better = true,
                     .ideal = kMaxSqnrDb});
}

// INT8 that is better in every way, on 200 labelled samples.
Comparison good() {
  Comparison comparison;
  comparison.base = {.path = "base.onnx",
                     .precision = "FP32",
                     .runtime = "onnxruntime 1.30.0",
                     .size_bytes = 1'280'000,
                     .load_us = 900,
                     .peak_memory_bytes = 40'000'000,
                     .latency_us = {.p50 = 200, .p90 = 220, .p99 = 250, .runs = {}}};
  comparison.candidate = comparison.base;
  comparison.candidate.path = "candidate.onnx";
  comparison.candidate.precision = "INT8";
  comparison.candidate.size_bytes = 330'000;
  comparison.candidate.peak_memory_bytes = 30'000'000;
  comparison.candidate.latency_us.p50 = 100;
  comparison.latency_ratio = {0.5, 0.49, 0.52};
  comparison.held_out_samples = 200;
  comparison.outputs = {{"scores", 42.0, 0.01}};
  comparison.qualities = {accuracy_of("scores", 0)};
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

TEST(Verdict, ATooBusyMachineGivesNoVerdictOnSpeed) {
  Comparison comparison = good();
  comparison.latency_ratio = {0.5, 0, std::numeric_limits<double>::infinity()};
  comparison.latency_conditions = {
      .cpu_time = true, .rounds = 9, .disturbed = 8, .too_busy = "why"};
  const Verdict verdict = judge(comparison);
  EXPECT_FALSE(verdict.accepted);
  EXPECT_FALSE(finding(verdict, Criterion::speed).met);
  EXPECT_EQ(finding(verdict, Criterion::speed).reason,
            "the machine is too busy for a verdict on speed: why; end what else runs and try "
            "again, or measure longer with --seconds");
  EXPECT_TRUE(judge(comparison, {.required = {Criterion::size}}).accepted);
}

TEST(Verdict, ATooBusyMachineTellsASpeedUpThatItsIntervalShows) {
  Comparison comparison = good();
  comparison.latency_ratio = {0.5, 0.3, 0.8};
  comparison.latency_conditions = {
      .cpu_time = true, .rounds = 9, .disturbed = 8, .too_busy = "why"};
  const Finding faster = finding(judge(comparison), Criterion::speed);
  EXPECT_TRUE(faster.met);
  EXPECT_THAT(faster.reason, HasSubstr("interval of the ratio 0.300 to 0.800; the machine is too "
                                       "busy to tell by how much: why; end what else runs"));
  comparison.latency_ratio = {1.5, 1.1, 1.8};
  const Finding slower = finding(judge(comparison), Criterion::speed);
  EXPECT_FALSE(slower.met);
  EXPECT_THAT(slower.reason, HasSubstr("is slower on"));
}

TEST(Verdict, SaysWhatTimeTheRatioIsOf) {
  Comparison comparison = good();
  EXPECT_THAT(finding(judge(comparison), Criterion::speed).reason, HasSubstr(", ratio 0.500,"));
  comparison.latency_conditions = {.cpu_time = true, .rounds = 9, .disturbed = 8, .too_busy = ""};
  const std::string reason = finding(judge(comparison), Criterion::speed).reason;
  EXPECT_THAT(reason, HasSubstr("ratio of time on the processor 0.500"));
  EXPECT_THAT(reason, HasSubstr("other work had the core in 8 of 9 rounds"));
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

TEST(Verdict, AFigureMayUseItsLimitAndNoMore) {
  struct Case {
    double drop, limit;
    bool met;
  };
  for (const Case& c : {Case{0, 0, true}, Case{0.01, 0.01, true}, Case{0.015, 0.01, false},
                        Case{0.005, 0, false}, Case{-0.02, 0, true}}) {
    Comparison comparison = good();
    comparison.qualities = {accuracy_of("scores", c.drop)};
    const Verdict verdict = judge(comparison, {.limits = {{Measure::accuracy, "drop", c.limit}}});
    EXPECT_EQ(verdict.accepted, c.met) << c.drop << ' ' << c.limit;
  }
}

TEST(Verdict, TheReasonNamesMeasureFigureLimitAndWhy) {
  Comparison comparison = good();
  comparison.qualities = {accuracy_of("scores", 0.0125)};
  EXPECT_THAT(finding(judge(comparison), Criterion::accuracy).reason,
              HasSubstr("'scores' by accuracy, as the test says so: top-1 accuracy lost 1.25 "
                        "points (from here to there), at most 1.00 points"));
}

TEST(Verdict, SaysWhereSamplesAreTooFewForTheLimit) {
  Comparison comparison = good();
  EXPECT_THAT(finding(judge(comparison), Criterion::accuracy).reason,
              testing::Not(HasSubstr("cannot be told")));
  comparison.held_out_samples = 40;
  comparison.qualities[0].metrics[0].step = 0.025;
  EXPECT_THAT(finding(judge(comparison), Criterion::accuracy).reason,
              HasSubstr("with 40 held-out samples one sample is 2.50 points"));
}

TEST(Verdict, EveryJudgedOutputMustKeepItsLimit) {
  Comparison comparison = good();
  comparison.qualities = {sqnr_of("boxes", 41), sqnr_of("scores", 19.9)};
  const Verdict verdict = judge(comparison);
  EXPECT_FALSE(verdict.accepted);
  const Finding& accuracy = finding(verdict, Criterion::accuracy);
  EXPECT_THAT(accuracy.reason, HasSubstr("SQNR 41.0 dB, at least 20.0 dB"));
  EXPECT_THAT(accuracy.reason, HasSubstr("SQNR 19.9 dB"));
  ASSERT_EQ(accuracy.limits.size(), 2u);
  EXPECT_NEAR(accuracy.limits[0].used, 0.0891, 1e-4);
  EXPECT_NEAR(accuracy.limits[1].used, 1.0116, 1e-4);
  EXPECT_TRUE(judge(comparison, {.limits = {{Measure::regression, "sqnr", 19}}}).accepted);
}

TEST(Verdict, NoLimitForgivesAFault) {
  Comparison comparison = good();
  comparison.qualities = {sqnr_of("boxes", 41)};
  comparison.qualities[0].faults = {"column 5 is dead"};
  const Verdict verdict = judge(comparison, {.limits = {{Measure::regression, "sqnr", -100}}});
  EXPECT_FALSE(verdict.accepted);
  EXPECT_THAT(finding(verdict, Criterion::accuracy).reason, HasSubstr("column 5 is dead"));
}

TEST(Verdict, AFigureThatIsNoNumberIsNotMet) {
  Comparison comparison = good();
  comparison.qualities = {accuracy_of("scores", std::nan(""))};
  EXPECT_FALSE(judge(comparison).accepted);
}

TEST(Verdict, AMeasureWithoutALimitIsRefused) {
  Comparison comparison = good();
  comparison.qualities = {
      quality_of("y", Measure::evaluate, {.name = "wer", .label = "wer", .value = 0.1})};
  EXPECT_THROW(judge(comparison), Error);
  EXPECT_TRUE(judge(comparison, {.limits = {{Measure::evaluate, "wer", 0.2}}}).accepted);
}

TEST(Verdict, NothingHeldOutIsAnError) {
  Comparison comparison = good();
  comparison.held_out_samples = 0;
  EXPECT_THROW(judge(comparison), Error);
}

}  // namespace
}  // namespace sprint
