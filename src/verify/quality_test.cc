#include "verify/quality.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "sprint/error.h"
#include "verify/measures/measure_for_test.h"

namespace sprint::verify {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

const QualityChoice kClasses{.output = "", .measure = Measure::classes, .threshold = {}};

TEST(Quality, SqnrIsOverAllSamplesAndPerOutput) {
  const BySample base{{floats({2, 2}, {1, 2, 3, 4}), floats({1}, {1})},
                      {floats({2, 2}, {0, 0, 0, 5}), floats({1}, {1})}};
  const BySample candidate{{floats({2, 2}, {1, 2, 3, 4.5F}), floats({1}, {1})},
                           {floats({2, 2}, {0, -0.25F, 0, 5}), floats({1}, {1})}};
  const Quality quality = measure(base, candidate, set_of(2));
  EXPECT_EQ(quality.samples, 2u);
  ASSERT_EQ(quality.outputs.size(), 2u);
  EXPECT_EQ(quality.outputs[0].name, "output0");
  EXPECT_NEAR(quality.outputs[0].sqnr_db, 10 * std::log10(55 / 0.3125), 1e-9);
  EXPECT_EQ(quality.outputs[0].max_abs_error, 0.5);
  EXPECT_EQ(quality.outputs[1].sqnr_db, kMaxSqnrDb);
  ASSERT_EQ(quality.qualities.size(), 2u);
  EXPECT_EQ(quality.qualities[1].outputs, std::vector<std::string>{"output1"});
}

TEST(Quality, WhatIsNotFiniteIsTheWorst) {
  const float inf = std::numeric_limits<float>::infinity();
  const BySample base{{floats({2, 2}, {1, 2, -inf, 4})}};
  EXPECT_EQ(measure(base, base, set_of(1)).outputs[0].sqnr_db, kMaxSqnrDb);
  const Quality bad = measure(base, {{floats({2, 2}, {1, NAN, -inf, 4})}}, set_of(1));
  EXPECT_EQ(bad.outputs[0].sqnr_db, -kMaxSqnrDb);
  EXPECT_EQ(bad.outputs[0].max_abs_error, inf);
}

TEST(Quality, ShowsTheWorstSamplesFirst) {
  BySample base, candidate;
  for (const float error : {0.1F, 0.4F, 0.0F, 0.2F}) {
    base.push_back({floats({2, 2}, {1, 1, 1, 1})});
    candidate.push_back({floats({2, 2}, {1, 1, 1, 1 + error})});
  }
  const Quality quality =
      measure(base, candidate, set_of(4), {.words = {}, .class_names = {}, .shown_samples = 2});
  ASSERT_EQ(quality.qualities.size(), 1u);
  const OutputQuality& found = quality.qualities[0];
  EXPECT_EQ(found.differing, 3u);
  ASSERT_EQ(found.shown.size(), 2u);
  EXPECT_EQ(found.shown[0].path, "1");
  EXPECT_EQ(found.shown[1].path, "3");
}

TEST(Quality, CountsLabelsLostAndGainedAndShowsWhatChanged) {
  const BySample base = rows_of({{0.9F, 0.1F}, {0.6F, 0.4F}, {0.3F, 0.7F}, {0.8F, 0.2F}});
  const BySample candidate = rows_of({{0.8F, 0.2F}, {0.4F, 0.6F}, {0.6F, 0.4F}, {0.7F, 0.3F}});
  // By folder: "no" is class 1 and "yes" class 0 of the model; the truth is yes, no, no, yes.
  const SampleSet set = set_of(4, {"no", "yes"}, {1, 0, 0, 1});
  const Quality quality = measure(base, candidate, set,
                                  {.words = {}, .class_names = {"yes", "no"}, .shown_samples = 24});
  ASSERT_EQ(quality.qualities.size(), 1u);
  const OutputQuality& found = quality.qualities[0];
  EXPECT_EQ(found.measure, Measure::accuracy);
  EXPECT_THAT(found.reason, HasSubstr("labelled"));
  EXPECT_EQ(metric(found, "drop").value, 0);
  EXPECT_EQ(metric(found, "drop").base_figure, 0.75);
  EXPECT_EQ(metric(found, "drop").candidate_figure, 0.75);
  EXPECT_THAT(metric(found, "drop").detail, HasSubstr("1 lost, 1 gained"));
  EXPECT_EQ(metric(found, "changed").value, 0.5);
  ASSERT_EQ(found.shown.size(), 2u);
  const SampleDifference& shown = found.shown[0].path == "1" ? found.shown[0] : found.shown[1];
  EXPECT_EQ(shown.path, "1");
  EXPECT_EQ(shown.truth, "no");
  const auto& view = std::get<LabelView>(shown.view);
  EXPECT_EQ(view.base.label, "yes");
  EXPECT_NEAR(view.base.confidence, 0.6, 1e-6);
  EXPECT_EQ(view.candidate.label, "no");
}

TEST(Quality, GivesCountsAndAnIntervalOfTheDrop) {
  std::vector<std::vector<float>> before(200, {1, 0}), after = before;
  std::vector<int> truth(200, 0);
  before[4] = before[5] = after[5] = {0, 1};  // one gained and one wrong twice
  after[0] = after[1] = after[2] = {0, 1};
  const Quality quality = measure(rows_of(before), rows_of(after), set_of(200, {"0", "1"}, truth));
  const Metric& drop = metric(quality.qualities[0], "drop");
  EXPECT_DOUBLE_EQ(drop.value, 0.01);
  EXPECT_THAT(drop.detail, HasSubstr("from 99.00% to 98.00% on 200 held-out samples"));
  // b = 3.5, c = 1.5, n = 202: (2 +- 1.96 sqrt(5 - 4/202)) / 202, in points.
  EXPECT_THAT(drop.detail, HasSubstr("3 lost, 1 gained, 95% interval of the change -3.16 to 1.18"));
}

TEST(Quality, AVectorOfWhichNothingIsKnownIsNotTakenForClasses) {
  const Quality quality = measure(rows_of({{0, 5, 0}}), rows_of({{0, 5, 6}}), set_of(1));
  ASSERT_EQ(quality.qualities.size(), 1u);
  EXPECT_EQ(quality.qualities[0].measure, Measure::regression);
  EXPECT_THAT(quality.qualities[0].reason, HasSubstr("--quality"));
}

TEST(Quality, StoredClassNamesMakeClasses) {
  const Quality quality =
      measure(rows_of({{0, 5, 0}}), rows_of({{0, 5, 6}}), set_of(1),
              {.words = {}, .class_names = {"a", "b", "c"}, .shown_samples = 1});
  EXPECT_EQ(quality.qualities[0].measure, Measure::agreement);
  EXPECT_EQ(std::get<LabelView>(quality.qualities[0].shown[0].view).candidate.label, "c");
}

TEST(Quality, UnlabelledClassesAreCalledByTheirIndex) {
  const Quality quality = measure(rows_of({{0, 5, 0}}), rows_of({{0, 5, 6}}), set_of(1),
                                  {.words = {kClasses}, .class_names = {}});
  const OutputQuality& found = quality.qualities[0];
  EXPECT_EQ(found.measure, Measure::agreement);
  ASSERT_EQ(found.shown.size(), 1u);
  const auto& view = std::get<LabelView>(found.shown[0].view);
  EXPECT_EQ(view.base.label, "1");
  EXPECT_EQ(view.candidate.label, "2");
  EXPECT_NEAR(view.base.confidence, 1 / (1 + 2 * std::exp(-5)), 1e-6);
}

TEST(Quality, ShowsNoMoreThanAskedButCountsAll) {
  const Quality quality =
      measure(rows_of({{1, 0}, {1, 0}, {1, 0}}), rows_of({{0, 1}, {0, 1}, {0, 1}}), set_of(3),
              {.words = {kClasses}, .class_names = {}, .shown_samples = 1});
  EXPECT_EQ(quality.qualities[0].shown.size(), 1u);
  EXPECT_EQ(quality.qualities[0].differing, 3u);
  EXPECT_EQ(metric(quality.qualities[0], "changed").value, 1);
}

TEST(Quality, OutputsMustHaveTheSameShapes) {
  EXPECT_THAT(
      [] {
        measure(rows_of({{1, 2}}), rows_of({{1, 2, 3}}), set_of(1));
      },
      ThrowsMessage<Error>(HasSubstr("0: output 'output0'")));
  EXPECT_THROW(measure(rows_of({{1, 2}}), {{floats({2}, {1, 2}), floats({1}, {0})}}, set_of(1)),
               Error);
}

TEST(Quality, LabelsMustBeTheModels) {
  const SampleSet set = set_of(1, {"cat", "dog"}, {0});
  EXPECT_THAT(
      [&] {
        measure(rows_of({{1, 2, 3}}), rows_of({{1, 2, 3}}), set);
      },
      ThrowsMessage<Error>(HasSubstr("2 class folders, but the model has 3 classes")));
  const Asked known{.words = {}, .class_names = {"cat", "cow"}, .shown_samples = 1};
  EXPECT_THAT(
      [&] {
        measure(rows_of({{1, 2}}), rows_of({{1, 2}}), set, known);
      },
      ThrowsMessage<Error>(HasSubstr("class folder 'dog'")));
  const SampleSet numbered = set_of(1, {"0", "2"}, {1});
  const Quality right = measure(rows_of({{1, 2, 3}}), rows_of({{3, 2, 1}}), numbered);
  EXPECT_EQ(metric(right.qualities[0], "drop").base_figure, 1);
}

TEST(Quality, TheUsersWordComesFirst) {
  const BySample two{{floats({1, 3}, {1, 2, 3}), floats({1, 2}, {1, 2})}};
  const QualityChoice second{.output = "output1", .measure = Measure::agreement, .threshold = {}};
  const Quality quality = measure(two, two, set_of(1), {.words = {second}, .class_names = {}});
  EXPECT_EQ(quality.qualities[0].measure, Measure::regression);
  EXPECT_EQ(quality.qualities[1].measure, Measure::agreement);
  EXPECT_EQ(quality.qualities[1].reason, "--quality says so");
}

TEST(Quality, AWordThatDoesNotSuitIsRefused) {
  const BySample two{{floats({1, 3}, {1, 2, 3}), floats({2, 2}, {1, 2, 3, 4})}};
  const auto judge_by = [&](const char* output, Measure measure_of_it) {
    measure(two, two, set_of(1),
            {.words = {{.output = output, .measure = measure_of_it, .threshold = {}}},
             .class_names = {}});
  };
  EXPECT_THAT([&] { judge_by("y", Measure::agreement); },
              ThrowsMessage<Error>(HasSubstr("no output 'y'; it has 'output0', 'output1'")));
  EXPECT_THAT([&] { judge_by("output1", Measure::agreement); },
              ThrowsMessage<Error>(HasSubstr("'output1' of shape [2, 2] has no classes")));
  EXPECT_THAT([&] { judge_by("output0", Measure::accuracy); },
              ThrowsMessage<Error>(HasSubstr("needs labelled samples")));
}

}  // namespace
}  // namespace sprint::verify
