#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <random>

#include "base/temporary_folder.h"
#include "data/npy.h"
#include "ir/graph_for_test.h"
#include "sprint/compare.h"
#include "sprint/error.h"
#include "verify/quality.h"

namespace sprint::verify {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

Tensor floats(std::vector<int64_t> dims, const std::vector<float>& values) {
  Tensor tensor(DType::float32, std::move(dims));
  std::ranges::copy(values, tensor.as<float>().begin());
  return tensor;
}

// Boxes and scores of one sample.
using Sampled = std::vector<Tensor>;

Sampled detections(const std::vector<std::array<float, 4>>& boxes,
                   const std::vector<float>& scores) {
  const auto count = static_cast<int64_t>(boxes.size());
  std::vector<float> corners;
  for (const auto& box : boxes) corners.insert(corners.end(), box.begin(), box.end());
  return {floats({count, 4}, corners), floats({count}, scores)};
}

constexpr const char* kHead = R"({"boxes":"b","scores":"s","nms_iou":1})";

OutputQuality judged(const std::vector<Sampled>& base, const std::vector<Sampled>& candidate,
                     const std::string& head = kHead,
                     const std::vector<QualityChoice>& words = {}) {
  Evidence evidence{.model = Model(std::make_shared<ir::Model>()),
                    .inputs = {{"x", DType::float32, {1, 3, 100, 200}}},
                    .outputs = {{"b", DType::float32, {-1, 4}}, {"s", DType::float32, {-1}}},
                    .preprocess = {},
                    .class_names = {},
                    .labels = {},
                    .examples = {base[0]}};
  if (!head.empty()) evidence.head = head_from_json(head);
  SampleSet set;
  for (size_t i = 0; i < base.size(); ++i) set.samples.push_back({std::to_string(i), -1, i});
  const auto run = [](const std::vector<Sampled>& outputs) {
    return [&outputs](const Sample& sample) { return outputs.at(std::stoul(sample.path)); };
  };
  const Quality quality =
      measure_quality(run(base), run(candidate), set, QualityMeter(evidence, words, set, 24));
  return quality.qualities.at(0);
}

double metric(const OutputQuality& quality, const std::string& name) {
  return std::ranges::find(quality.metrics, name, &Metric::name)->value;
}

TEST(Detections, AreJudgedByBoxesAndNotByTheOtherValues) {
  const std::vector<Sampled> base{detections({{0, 0, 10, 10}, {3, 3, 9, 9}}, {0.9F, 0.1F})};
  const std::vector<Sampled> candidate{
      detections({{0, 0, 10, 10}, {900, 900, 999, 999}}, {0.8F, 0.4F})};
  const OutputQuality quality = judged(base, candidate);
  EXPECT_EQ(quality.measure, Measure::detections);
  EXPECT_THAT(quality.outputs, ElementsAre("b", "s"));
  EXPECT_EQ(metric(quality, "f1"), 1);
  EXPECT_EQ(metric(quality, "iou"), 1);
  EXPECT_NEAR(metric(quality, "score_error"), 0.1, 1e-6);
}

TEST(Detections, OfAnotherNumberAreMatched) {
  const std::vector<Sampled> base{detections({{0, 0, 10, 10}, {50, 50, 60, 60}}, {0.9F, 0.8F}),
                                  detections({{1, 1, 2, 2}}, {0.7F})};
  const std::vector<Sampled> candidate{detections({{0, 0, 10, 9}}, {0.9F}),
                                       detections({{1, 1, 2, 2}}, {0.7F})};
  const OutputQuality quality = judged(base, candidate);
  EXPECT_DOUBLE_EQ(metric(quality, "f1"), 2.0 * 2 / 5);
  EXPECT_DOUBLE_EQ(metric(quality, "recall"), 2.0 / 3);
  EXPECT_DOUBLE_EQ(metric(quality, "precision"), 1);
  EXPECT_DOUBLE_EQ(metric(quality, "iou"), 0.95);
  EXPECT_EQ(quality.differing, 1U);
}

TEST(Detections, ThatDieAreAllMissing) {
  const OutputQuality quality =
      judged({detections({{0, 0, 10, 10}}, {0.9F})}, {detections({{0, 0, 10, 10}}, {0})});
  EXPECT_EQ(metric(quality, "f1"), 0);
}

TEST(Detections, ThatNoModelFindsAreJudgedByTheirValues) {
  const OutputQuality quality =
      judged({detections({{0, 0, 10, 10}}, {0.2F})}, {detections({{0, 0, 10, 10}}, {0})});
  EXPECT_EQ(quality.measure, Measure::regression);
  EXPECT_LT(quality.metrics.at(0).value, 1);  // of the scores, which are dead
  EXPECT_THAT(quality.metrics.at(0).detail, HasSubstr("neither model finds a box"));
}

TEST(Detections, ThatCannotBeJudgedAtAllAreAFault) {
  const OutputQuality quality =
      judged({detections({{0, 0, 10, 10}}, {0.2F})}, {detections({}, {})});
  EXPECT_EQ(quality.measure, Measure::detections);
  ASSERT_EQ(quality.faults.size(), 1U);
  EXPECT_THAT(quality.faults[0], HasSubstr("nothing can be judged"));
}

TEST(Detections, AreShownInSharesOfThePicture) {
  const OutputQuality quality =
      judged({detections({{20, 20, 100, 60}, {0, 0, 20, 10}}, {0.9F, 0.8F})},
             {detections({{20, 20, 100, 60}}, {0.9F})});
  ASSERT_EQ(quality.shown.size(), 1U);
  const auto& view = std::get<BoxesView>(quality.shown[0].view);
  ASSERT_EQ(view.base.size(), 2U);
  EXPECT_FLOAT_EQ(static_cast<float>(view.base[0].left), 0.1F);
  EXPECT_FLOAT_EQ(static_cast<float>(view.base[0].top), 0.2F);
  EXPECT_FLOAT_EQ(static_cast<float>(view.base[0].right), 0.5F);
  EXPECT_FLOAT_EQ(static_cast<float>(view.base[0].bottom), 0.6F);
  EXPECT_TRUE(view.base[0].matched);
  EXPECT_FALSE(view.base[1].matched);
  EXPECT_TRUE(view.candidate[0].matched);
}

TEST(Detections, TakeTheUsersThreshold) {
  const std::vector<Sampled> base{detections({{0, 0, 10, 10}}, {0.2F})};
  const QualityChoice word{.output = "", .measure = Measure::detections, .threshold = 0.1};
  EXPECT_EQ(metric(judged(base, base, kHead, {word}), "f1"), 1);
}

TEST(Detections, ByTheUsersWordNeedOutputsThatAreKnown) {
  const std::vector<Sampled> base{{floats({1, 4}, {1, 2, 3, 4}), floats({3}, {7, 8, 9})}};
  const QualityChoice word{.output = "", .measure = Measure::detections, .threshold = {}};
  EXPECT_THAT([&] { judged(base, base, "", {word}); },
              ThrowsMessage<Error>(HasSubstr("docs/detections.md")));
  const QualityChoice part{.output = "b", .measure = Measure::detections, .threshold = {}};
  EXPECT_THAT([&] { judged(base, base, kHead, {part}); },
              ThrowsMessage<Error>(HasSubstr("need output 's'")));
}

// A detector of random weights that finds a few of the boxes of a grid: boxes [1, 800, 4] and
// scores [1, 800, 1] in [0, 1].
class GridDetector {
 public:
  enum class Harm {
    none,
    dead_scores,   // every score is 0, no box is changed
    other_values,  // boxes that nobody sees lie elsewhere
  };

  GridDetector() {
    std::mt19937 random(5);
    std::normal_distribution<float> normal;
    std::vector<float> boxes, weight(48 * 800);
    for (int i = 0; i < 800; ++i) {
      const float x = static_cast<float>(i % 20) / 20, y = static_cast<float>(i / 20) / 40;
      for (const float side : {x, y, x + 0.1F, y + 0.05F}) boxes.push_back(side);
    }
    for (float& value : weight) value = normal(random) / 4;
    boxes_ = ir::Constant::of<float>({1, 800, 4}, std::move(boxes));
    weight_ = ir::Constant::of<float>({48, 800}, std::move(weight));
    std::filesystem::create_directory(folder_.path() + "/data");
    for (int i = 0; i < 4; ++i) {
      Tensor sample(DType::float32, {1, 3, 4, 4});
      for (float& value : sample.as<float>()) value = normal(random);
      save_npy(folder_.path() + "/data/" + std::to_string(i) + ".npy", sample);
    }
  }

  Comparison compare_with(Harm harm) const {
    const std::string base = folder_.path() + "/base.onnx", path = folder_.path() + "/other.onnx";
    network(Harm::none).save(base);
    network(harm).save(path);
    CompareOptions options;
    options.runtime = Runtime::onnxruntime;
    options.seconds = 0.01;
    options.processes = options.profile = false;
    return compare(base, path, open_samples(folder_.path() + "/data"), options);
  }

 private:
  Model network(Harm harm) const {
    ir::Model model;
    model.ir_version = 8;
    ir::set_opset_version(model, "", 13);
    ir::Graph& graph = model.graph;
    ir::add_input(graph, "x", ir::tensor_type(DType::float32, {1, 3, 4, 4}));
    ir::add_constant(graph, "grid", boxes_);
    ir::add_constant(graph, "weight", weight_);
    ir::add_constant(graph, "bias", ir::Constant::scalar(-4.0F));
    ir::add_constant(graph, "shape", ir::Constant::of<int64_t>({3}, {1, 800, 1}));
    ir::add_constant(graph, "factor",
                     ir::Constant::scalar(harm == Harm::dead_scores ? 0.0F : 1.0F));
    ir::add_constant(graph, "seen", ir::Constant::scalar(0.4F));
    ir::add_constant(graph, "away", ir::Constant::scalar(harm == Harm::other_values ? 0.9F : 0.0F));
    ir::add_node(graph, "Flatten", {"x"}, {"flat"});
    ir::add_node(graph, "MatMul", {"flat", "weight"}, {"product"});
    ir::add_node(graph, "Add", {"product", "bias"}, {"sum"});
    ir::add_node(graph, "Reshape", {"sum", "shape"}, {"logits"});
    ir::add_node(graph, "Sigmoid", {"logits"}, {"alive"});
    ir::add_node(graph, "Mul", {"alive", "factor"}, {"scores"});
    ir::add_node(graph, "Less", {"alive", "seen"}, {"unseen"});
    ir::add_node(graph, "Cast", {"unseen"}, {"unseen_number"}).set(ir::Attribute("to", int64_t{1}));
    ir::add_node(graph, "Mul", {"unseen_number", "away"}, {"move"});
    ir::add_node(graph, "Add", {"grid", "move"}, {"boxes"});
    for (const auto& [name, columns] : {std::pair("boxes", 4), std::pair("scores", 1)}) {
      ir::add_output(graph, name);
      graph[graph.outputs.back()].type = ir::tensor_type(DType::float32, {1, 800, columns});
    }
    return Model(std::make_shared<ir::Model>(std::move(model)));
  }

  TemporaryFolder folder_;
  ir::ConstantPtr boxes_, weight_;
};

Finding accuracy_of(const Comparison& comparison) {
  const Verdict verdict = judge(comparison, {.required = {Criterion::accuracy}, .limits = {}});
  return *std::ranges::find(verdict.findings, Criterion::accuracy, &Finding::criterion);
}

TEST(DetectorVerdict, RefusesDeadScores) {
  const Finding finding = accuracy_of(GridDetector().compare_with(GridDetector::Harm::dead_scores));
  EXPECT_FALSE(finding.met);
  EXPECT_THAT(finding.reason, HasSubstr("F1 of boxes 0 "));
}

TEST(DetectorVerdict, AcceptsTheSameBoxesWhateverTheirSqnr) {
  const Comparison comparison = GridDetector().compare_with(GridDetector::Harm::other_values);
  ASSERT_EQ(comparison.outputs.at(0).name, "boxes");
  EXPECT_LT(comparison.outputs[0].sqnr_db, 5);
  const Finding finding = accuracy_of(comparison);
  EXPECT_TRUE(finding.met);
  EXPECT_THAT(finding.reason, HasSubstr("by detections"));
  EXPECT_GT(metric(comparison.qualities.at(0), "recall"), 0.99);
}

}  // namespace
}  // namespace sprint::verify
