#include "verify/quality.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "sprint/error.h"

namespace sprint::verify {
namespace {

using testing::HasSubstr;
using testing::ThrowsMessage;

Tensor floats(std::vector<int64_t> dims, std::vector<float> values) {
  Tensor tensor(DType::float32, std::move(dims));
  std::ranges::copy(values, tensor.as<float>().begin());
  return tensor;
}

// Returns, for the sample number that its input holds, the outputs it was made with.
class FakeSession : public Session {
 public:
  explicit FakeSession(std::vector<std::vector<Tensor>> outputs) : by_sample_(std::move(outputs)) {
    for (size_t i = 0; i < by_sample_[0].size(); ++i)
      outputs_.push_back({"output" + std::to_string(i), DType::float32, {}});
  }
  const std::vector<TensorSpec>& inputs() const override { return inputs_; }
  const std::vector<TensorSpec>& outputs() const override { return outputs_; }
  std::string runtime() const override { return "fake"; }
  Runtime runtime_kind() const override { return Runtime::native; }
  std::vector<Tensor> run(std::span<const Tensor> inputs) override {
    return by_sample_.at(static_cast<size_t>(inputs[0].as<int64_t>()[0]));
  }
  void bind(std::span<const Tensor>) override {}
  void run_bound() override {}
  std::vector<Tensor> results() override { return {}; }
  std::span<std::byte> bound_input(size_t) override { return {}; }
  std::span<const std::byte> bound_output(size_t) override { return {}; }

 private:
  std::vector<std::vector<Tensor>> by_sample_;
  std::vector<TensorSpec> inputs_{{"x", DType::int64, {1}}}, outputs_;
};

SampleSet set_of(size_t count, std::vector<std::string> labels = {}, std::vector<int> truth = {}) {
  SampleSet set{.folder = "samples", .labels = std::move(labels), .samples = {}};
  for (size_t i = 0; i < count; ++i)
    set.samples.push_back({std::to_string(i), truth.empty() ? -1 : truth[i], i});
  return set;
}

std::vector<Tensor> number_of(const Sample& sample) {
  Tensor tensor(DType::int64, {1});
  tensor.as<int64_t>()[0] = std::stoi(sample.path);
  return {tensor};
}

using BySample = std::vector<std::vector<Tensor>>;

Quality measure(BySample base, BySample candidate, const SampleSet& set,
                const QualityOptions& options = {}) {
  FakeSession first(std::move(base)), second(std::move(candidate));
  const auto run = [](Session& session) {
    return [&session](const Sample& sample) { return session.run(number_of(sample)); };
  };
  return measure_quality(first.outputs(), run(first), run(second), set, options);
}

BySample scores(std::vector<std::vector<float>> rows) {
  BySample outputs;
  for (const auto& row : rows)
    outputs.push_back({floats({1, static_cast<int64_t>(row.size())}, row)});
  return outputs;
}

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
  EXPECT_FALSE(quality.classes);
}

TEST(Quality, WhatIsNotFiniteIsTheWorst) {
  const float inf = std::numeric_limits<float>::infinity();
  const BySample base{{floats({2, 2}, {1, 2, -inf, 4})}};
  EXPECT_EQ(measure(base, base, set_of(1)).outputs[0].sqnr_db, kMaxSqnrDb);
  const Quality bad = measure(base, {{floats({2, 2}, {1, NAN, -inf, 4})}}, set_of(1));
  EXPECT_EQ(bad.outputs[0].sqnr_db, -kMaxSqnrDb);
  EXPECT_EQ(bad.outputs[0].max_abs_error, inf);
}

TEST(Quality, ModelsWithoutClassesShowTheWorstSamplesFirst) {
  BySample base, candidate;
  for (const float error : {0.1F, 0.4F, 0.0F, 0.2F}) {
    base.push_back({floats({2, 2}, {1, 1, 1, 1})});
    candidate.push_back({floats({2, 2}, {1, 1, 1, 1 + error})});
  }
  const Quality quality =
      measure(base, candidate, set_of(4), {.class_names = {}, .shown_samples = 2});
  ASSERT_EQ(quality.shown.size(), 2u);
  EXPECT_EQ(quality.shown[0].path, "1");
  EXPECT_EQ(quality.shown[1].path, "3");
  EXPECT_FALSE(quality.shown[0].base);
}

TEST(Quality, CountsLabelsLostAndGainedAndShowsWhatChanged) {
  const BySample base = scores({{0.9F, 0.1F}, {0.6F, 0.4F}, {0.3F, 0.7F}, {0.8F, 0.2F}});
  const BySample candidate = scores({{0.8F, 0.2F}, {0.4F, 0.6F}, {0.6F, 0.4F}, {0.7F, 0.3F}});
  // By folder: "no" is class 1 and "yes" class 0 of the model; the truth is yes, no, no, yes.
  const SampleSet set = set_of(4, {"no", "yes"}, {1, 0, 0, 1});
  const Quality quality =
      measure(base, candidate, set, {.class_names = {"yes", "no"}, .shown_samples = 24});
  ASSERT_TRUE(quality.classes);
  EXPECT_EQ(quality.classes->agreeing, 2u);
  EXPECT_EQ(quality.classes->gained, 1u);
  EXPECT_EQ(quality.classes->lost, 1u);
  EXPECT_EQ(quality.base_right, 3u);
  EXPECT_EQ(quality.candidate_right, 3u);
  ASSERT_EQ(quality.shown.size(), 2u);
  EXPECT_EQ(quality.shown[0].path, "1");
  EXPECT_EQ(quality.shown[0].truth, "no");
  EXPECT_EQ(quality.shown[0].base->label, "yes");
  EXPECT_NEAR(quality.shown[0].base->confidence, 0.6, 1e-6);
  EXPECT_EQ(quality.shown[0].candidate->label, "no");
}

TEST(Quality, UnlabelledClassesAreCalledByTheirIndex) {
  const Quality quality = measure(scores({{0, 5, 0}}), scores({{0, 5, 6}}), set_of(1));
  EXPECT_FALSE(quality.base_right);
  ASSERT_EQ(quality.shown.size(), 1u);
  EXPECT_EQ(quality.shown[0].base->label, "1");
  EXPECT_EQ(quality.shown[0].candidate->label, "2");
  EXPECT_NEAR(quality.shown[0].base->confidence, 1 / (1 + 2 * std::exp(-5)), 1e-6);
}

TEST(Quality, ShowsNoMoreThanAskedButCountsAll) {
  const Quality quality =
      measure(scores({{1, 0}, {1, 0}, {1, 0}}), scores({{0, 1}, {0, 1}, {0, 1}}), set_of(3),
              {.class_names = {}, .shown_samples = 1});
  EXPECT_EQ(quality.shown.size(), 1u);
  EXPECT_EQ(quality.classes->agreeing, 0u);
}

TEST(Quality, OutputsMustHaveTheSameShapes) {
  EXPECT_THAT(
      [] {
        measure(scores({{1, 2}}), scores({{1, 2, 3}}), set_of(1));
      },
      ThrowsMessage<Error>(HasSubstr("0: output 'output0'")));
  EXPECT_THROW(measure(scores({{1, 2}}), {{floats({2}, {1, 2}), floats({1}, {0})}}, set_of(1)),
               Error);
}

TEST(Quality, LabelsMustBeTheModels) {
  const SampleSet set = set_of(1, {"cat", "dog"}, {0});
  EXPECT_THAT(
      [&] {
        measure(scores({{1, 2, 3}}), scores({{1, 2, 3}}), set);
      },
      ThrowsMessage<Error>(HasSubstr("2 class folders, but the model has 3 classes")));
  const QualityOptions known{.class_names = {"cat", "cow"}, .shown_samples = 1};
  EXPECT_THAT(
      [&] {
        measure(scores({{1, 2}}), scores({{1, 2}}), set, known);
      },
      ThrowsMessage<Error>(HasSubstr("class folder 'dog'")));
  const SampleSet numbered = set_of(1, {"0", "2"}, {1});
  EXPECT_EQ(measure(scores({{1, 2, 3}}), scores({{3, 2, 1}}), numbered).base_right, 1u);
}

}  // namespace
}  // namespace sprint::verify
