// Which measure an output gets, and what each says of candidates that are right, nearly right and
// dead.
#include <gmock/gmock.h>

#include <cmath>
#include <random>

#include "ir/graph_for_test.h"
#include "sprint/error.h"
#include "verify/measures/measure_for_test.h"

namespace sprint::verify {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::ThrowsMessage;

QualityChoice word(Measure measure) { return {.output = "", .measure = measure, .threshold = {}}; }

// A graph whose "output0" is made by `op_type` and then moved about.
ir::Graph graph_ending_in(const std::string& op_type) {
  ir::Graph graph;
  ir::add_input(graph, "x");
  ir::add_node(graph, op_type, {"x"}, {"made"});
  ir::add_node(graph, "Reshape", {"made", "shape"}, {"moved"});
  ir::add_node(graph, "Identity", {"moved"}, {"output0"});
  ir::add_output(graph, "output0");
  return graph;
}

// Applies `change` to every value of every sample; it gets the value, and its index in the sample.
template <typename Change>
BySample changed(BySample samples, const Change& change) {
  for (auto& outputs : samples)
    for (Tensor& tensor : outputs)
      for (size_t i = 0; i < tensor.as<float>().size(); ++i)
        tensor.as<float>()[i] = change(tensor.as<float>()[i], i);
  return samples;
}

// `count` samples of one output with normal values times `scales[column]`.
BySample columns(size_t count, const std::vector<float>& scales) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  std::vector<std::vector<float>> rows(count);
  for (auto& row : rows)
    for (const float scale : scales) row.push_back(normal(random) * scale);
  return rows_of(rows);
}

TEST(Regression, EveryPartIsJudgedByItsOwnSize) {
  const BySample base = columns(50, {640, 1});
  const auto noisy = [](float noise) {
    return [noise](float value, size_t i) { return value + (i == 1 ? noise : 0.0F); };
  };
  EXPECT_EQ(measure_one(base, base).measure, Measure::regression);
  EXPECT_TRUE(is_right(measure_one(base, changed(base, noisy(0.05F)))));
  const OutputQuality bad = measure_one(base, changed(base, noisy(0.5F)));
  EXPECT_FALSE(is_right(bad)) << "640 times the other, yet the small part is wrong by half";
  EXPECT_THAT(metric(bad, "sqnr").detail, HasSubstr("[:, 1]"));
  EXPECT_NEAR(metric(bad, "sqnr").value, 6, 2);
}

TEST(Regression, ADeadPartIsAFaultWhateverTheLimit) {
  const BySample base = columns(50, {1, 1e-3F});
  const OutputQuality dead =
      measure_one(base, changed(base, [](float value, size_t i) { return i == 1 ? 0 : value; }));
  ASSERT_THAT(dead.faults, SizeIs(1));
  EXPECT_THAT(dead.faults[0], HasSubstr("[:, 1] is dead: always 0"));
  EXPECT_FALSE(is_right(dead));
}

TEST(Regression, AConstantPartIsJudgedByTheWholeOutput) {
  const BySample base = columns(50, {1, 0});
  const auto offset = [&](float value) {
    return is_right(measure_one(
        base, changed(base, [value](float x, size_t i) { return i == 1 ? value : x; })));
  };
  EXPECT_TRUE(offset(0));
  EXPECT_TRUE(offset(0.005F));
  EXPECT_FALSE(offset(0.2F));
}

TEST(Regression, AMeanDoesNotHideWhatIsLost) {
  BySample base = changed(columns(50, {1}), [](float x, size_t) { return 20 + x; });
  const OutputQuality lost =
      measure_one(base, changed(base, [](float x, size_t) { return 20 + (x - 20) / 2; }));
  EXPECT_FALSE(is_right(lost)) << metric(lost, "sqnr").value;
}

TEST(Regression, ShowsTheLargestErrors) {
  const BySample base = rows_of({{1, 2, 3}, {3, 1, 2}});
  const OutputQuality found =
      measure_one(base, changed(base, [](float x, size_t i) { return i == 2 ? x + 1 : x; }));
  ASSERT_THAT(found.shown, SizeIs(2));
  const auto& view = std::get<NumbersView>(found.shown[0].view);
  ASSERT_THAT(view.rows, SizeIs(1));
  EXPECT_EQ(view.rows[0].name, "[0, 2]");
  EXPECT_EQ(view.rows[0].candidate, view.rows[0].base + 1);
}

TEST(Scores, AreRecognizedByTheOperatorTheyComeFrom) {
  const BySample base = rows_of({{0.2F}, {0.9F}});
  EXPECT_EQ(measure_one(base, base).measure, Measure::regression);
  const OutputQuality found = measure_one(base, base, {}, graph_ending_in("Sigmoid"));
  EXPECT_EQ(found.measure, Measure::scores);
  EXPECT_EQ(found.reason, "it comes from Sigmoid");
}

// A map of 64 x 64 with a square of 8 x 8 that is found; everything else is near zero.
BySample map_of(float found, float nothing) {
  std::vector<float> values(64 * 64, nothing);
  for (size_t row = 10; row < 18; ++row)
    for (size_t column = 20; column < 28; ++column) values[row * 64 + column] = found;
  return {{floats({1, 1, 64, 64}, values)}, {floats({1, 1, 64, 64}, values)}};
}

TEST(Scores, CountDecisionsThatChange) {
  const std::vector<QualityChoice> scores{word(Measure::scores)};
  const BySample base = map_of(0.9F, 1e-3F);
  EXPECT_TRUE(is_right(measure_one(base, map_of(0.8F, 5e-3F), scores)));
  const OutputQuality lost = measure_one(base, map_of(0.1F, 1e-3F), scores);
  EXPECT_FALSE(is_right(lost)) << "all that was found is lost";
  EXPECT_EQ(metric(lost, "changed").value, 64.0 / 4096);
  EXPECT_EQ(metric(lost, "turned").value, 1);
  EXPECT_THAT(lost.faults, Contains(HasSubstr("decides for nothing")));
  const auto& view = std::get<MapView>(lost.shown[0].view);
  EXPECT_EQ(view.width, 64);
  EXPECT_EQ(view.base[10 * 64 + 20], 230);
  EXPECT_EQ(view.candidate[10 * 64 + 20], 26);
}

TEST(Scores, NearZeroMapsAreJudgedByAbsoluteError) {
  const std::vector<QualityChoice> scores{word(Measure::scores)};
  // As different as can be in dB, and of no consequence.
  const BySample base = map_of(2e-3F, 1e-3F);
  EXPECT_TRUE(is_right(measure_one(base, map_of(1e-3F, 4e-3F), scores)));
  EXPECT_FALSE(is_right(measure_one(base, map_of(0.4F, 1e-3F), scores)));
}

TEST(Scores, TheThresholdIsTheUsers) {
  const BySample base = rows_of({{0.4F}, {0.1F}}), candidate = rows_of({{0.25F}, {0.1F}});
  QualityChoice at = word(Measure::scores);
  EXPECT_EQ(metric(measure_one(base, candidate, {at}), "changed").value, 0);
  at.threshold = 0.3;
  EXPECT_EQ(metric(measure_one(base, candidate, {at}), "changed").value, 0.5);
}

TEST(Scores, ADeadColumnIsAFault) {
  std::vector<std::vector<float>> rows, dead;
  for (int i = 0; i < 40; ++i) {
    rows.push_back({0.5F + 0.01F * static_cast<float>(i), 0.01F * static_cast<float>(i)});
    dead.push_back({rows.back()[0], 0.2F});
  }
  const OutputQuality found = measure_one(rows_of(rows), rows_of(dead), {word(Measure::scores)});
  ASSERT_THAT(found.faults, SizeIs(1));
  EXPECT_THAT(found.faults[0], HasSubstr("[:, 1] is dead"));
}

TEST(Embeddings, AreRecognizedByTheirLength) {
  const BySample base = rows_of({{0.6F, 0.8F, 0, 0}, {0, 0, 0.8F, -0.6F}});
  const OutputQuality found = measure_one(base, base);
  EXPECT_EQ(found.measure, Measure::embeddings);
  EXPECT_NEAR(metric(found, "cosine").value, 1, 1e-6);
  EXPECT_TRUE(is_right(found));
}

TEST(Embeddings, TheLengthDoesNotCountTheDirectionDoes) {
  const BySample base = columns(20, {1, 1, 1, 1, 1, 1});
  const std::vector<QualityChoice> by_angle{word(Measure::embeddings)};
  EXPECT_TRUE(
      is_right(measure_one(base, changed(base, [](float x, size_t) { return 3 * x; }), by_angle)));
  EXPECT_FALSE(is_right(measure_one(
      base, changed(base, [](float x, size_t i) { return i < 2 ? -x : x; }), by_angle)));
}

TEST(Embeddings, OneVectorForEverySampleIsNoEmbedding) {
  // All vectors lie near their mean, so that the mean has a cosine above 0.99 with each.
  const BySample base =
      changed(columns(20, {1, 1, 1, 1, 1, 1}), [](float x, size_t) { return 30 + x; });
  const OutputQuality same = measure_one(base, changed(base, [](float, size_t) { return 30.0F; }),
                                         {word(Measure::embeddings)});
  EXPECT_GT(metric(same, "lowest").value, 0.99);
  EXPECT_EQ(metric(same, "centered").value, 0);
  EXPECT_FALSE(is_right(same));
}

// A softmax map over two classes of 8 x 8 pixels: class 1 in the columns from `first` on.
BySample mask_from(size_t first) {
  std::vector<float> values(2 * 64);
  for (size_t i = 0; i < 64; ++i) {
    values[i] = i % 8 >= first ? 0.1F : 0.9F;
    values[64 + i] = 1 - values[i];
  }
  return {{floats({1, 2, 8, 8}, values)}, {floats({1, 2, 8, 8}, values)}};
}

TEST(Masks, AreDistributionsForEveryPixel) {
  const OutputQuality found = measure_one(mask_from(4), mask_from(5));
  EXPECT_EQ(found.measure, Measure::masks);
  EXPECT_THAT(found.reason, HasSubstr("2 classes of axis 1"));
  EXPECT_DOUBLE_EQ(metric(found, "iou").value, (4.0 / 5 + 3.0 / 4) / 2);
  EXPECT_THAT(metric(found, "iou").detail, HasSubstr("worst: class 1, 0.750"));
  const auto& view = std::get<MapView>(found.shown.at(0).view);
  EXPECT_TRUE(view.classes);
  EXPECT_EQ(view.base[4], 1);
  EXPECT_EQ(view.candidate[4], 0);
}

TEST(Masks, AClassThatIsNeverFoundIsAFault) {
  const OutputQuality dead =
      measure_one({{floats({1, 1, 16, 16}, std::vector<float>(256, 1))}},
                  {{floats({1, 1, 16, 16}, std::vector<float>(256, 0))}}, {word(Measure::masks)});
  EXPECT_THAT(dead.faults, Contains(HasSubstr("class 1 is dead: none of its 256 pixels")));
}

// One sequence whose best class at step t is classes[t], of four.
BySample sequence_of(const std::vector<size_t>& classes) {
  std::vector<float> values(classes.size() * 4, 0.1F);
  for (size_t step = 0; step < classes.size(); ++step) values[step * 4 + classes[step]] = 0.7F;
  return {{floats({1, static_cast<int64_t>(classes.size()), 4}, values)}};
}

TEST(Sequences, AreDecodedAndCompared) {
  // Blank is 0: both read 1 2 2.
  const BySample base = sequence_of({0, 1, 1, 0, 2, 0, 2, 0, 0, 0});
  const OutputQuality same = measure_one(base, sequence_of({1, 1, 0, 0, 2, 2, 0, 2, 0, 0}));
  EXPECT_EQ(same.measure, Measure::sequences);
  EXPECT_EQ(metric(same, "edits").value, 0);
  const OutputQuality other = measure_one(base, sequence_of({0, 1, 1, 0, 2, 2, 2, 0, 0, 3}));
  EXPECT_DOUBLE_EQ(metric(other, "edits").value, 1.0 / 3);
  EXPECT_EQ(metric(other, "changed").value, 1);
  const auto& view = std::get<TextView>(other.shown.at(0).view);
  EXPECT_EQ(view.base, "1 2 2");
  EXPECT_EQ(view.candidate, "1 2 3");
  EXPECT_FALSE(is_right(other));
}

TEST(Choice, ADistributionOverAVectorNamesClasses) {
  const BySample base = rows_of({{0.7F, 0.2F, 0.1F}, {0.1F, 0.1F, 0.8F}});
  EXPECT_EQ(measure_one(base, base).measure, Measure::agreement);
  const BySample logarithms = changed(base, [](float x, size_t) { return std::log(x); });
  const OutputQuality found = measure_one(logarithms, logarithms);
  EXPECT_EQ(found.measure, Measure::agreement);
  EXPECT_THAT(found.reason, HasSubstr("logarithms"));
}

TEST(Choice, EveryOutputHasItsOwnMeasure) {
  const BySample base{{floats({1, 2}, {0.3F, 0.7F}), floats({1, 5}, {1, 2, 3, 4, 5})}};
  const Quality quality = measure(base, base, set_of(1));
  ASSERT_THAT(quality.qualities, SizeIs(2));
  EXPECT_EQ(quality.qualities[0].measure, Measure::agreement);
  EXPECT_EQ(quality.qualities[1].measure, Measure::regression);
}

TEST(Choice, ShapesThatDifferNameTheOutput) {
  EXPECT_THAT(
      [] {
        measure_one(rows_of({{1, 2, 3}}), rows_of({{1, 2}}));
      },
      ThrowsMessage<Error>(HasSubstr("only detections can be judged so")));
}

}  // namespace
}  // namespace sprint::verify
