// The native runtime against ONNX Runtime on the same files.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <vector>

#include "base/isa.h"
#include "ir/edit.h"
#include "ir/model.h"
#include "sprint/error.h"
#include "sprint/quantize.h"
#include "sprint/session.h"

namespace sprint::tests {
namespace {

constexpr const char* kClassifier =
    SPRINT_SOURCE_DIR "/examples/sprint_classifier/sprint_classifier.onnx";
constexpr const char* kFrames = SPRINT_SOURCE_DIR "/examples/sprint_classifier/frames";

std::string shared_data() {
  const char* set = std::getenv("SPRINT_SHARED_DATA");
  return set != nullptr ? set : SPRINT_SOURCE_DIR "/../shared/data";
}

SampleSet first_samples(const std::string& folder, size_t count) {
  SampleSet set = open_samples(folder);
  set.samples.resize(std::min(count, set.samples.size()));
  return set;
}

std::unique_ptr<Session> open_native(const Model& model) {
  SessionOptions options;
  options.runtime = Runtime::native;
  return open_session(model, options);
}

// The largest difference of any output on any sample, relative to the largest element of the
// output.
float worst_difference(const Model& model, const SampleSet& set) {
  const auto expected_session = open_session(model, {.runtime = Runtime::onnxruntime}),
             session = open_native(model);
  float worst = 0;
  for (const Sample& sample : set.samples) {
    const auto inputs = load_sample(sample, model.preprocess(), model.inputs());
    const auto expected = expected_session->run(inputs), given = session->run(inputs);
    EXPECT_EQ(given.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(given[i].dims, expected[i].dims);
      const std::vector<float> a = to_floats(expected[i]), b = to_floats(given[i]);
      float largest = 0, difference = 0;
      for (size_t k = 0; k < a.size(); ++k) {
        largest = std::max(largest, std::abs(a[k]));
        difference = std::max(difference, std::abs(a[k] - b[k]));
      }
      worst = std::max(worst, difference / largest);
    }
  }
  return worst;
}

Model quantized(const Model& model, const SampleSet& set, QuantFormat format,
                DType activation_type = DType::uint8) {
  QuantizeOptions options;
  options.format = format;
  options.activation_type = activation_type;
  options.check = false;
  return quantize(model, &set, options);
}

Model dynamically_quantized(const Model& model, bool per_channel) {
  QuantizeOptions options;
  options.mode = QuantizeMode::dynamic;
  options.per_channel = per_channel;
  options.check = false;
  return quantize(model, nullptr, options);
}

Model ultraface(const std::string& path) {
  Preprocess spec;
  spec.width = 320;
  spec.height = 240;
  spec.resize = ResizeMethod::bilinear;
  spec.mean = {127};
  spec.std = {128};
  return Model::load(path).with_preprocess(spec);
}

class Native : public testing::TestWithParam<Isa> {
 protected:
  void SetUp() override { setenv("SPRINT_ISA", std::string(isa_name(GetParam())).c_str(), 1); }
  void TearDown() override { unsetenv("SPRINT_ISA"); }
};

INSTANTIATE_TEST_SUITE_P(, Native,
                         testing::ValuesIn(supported_isas().begin(), supported_isas().end()),
                         [](const auto& isa) { return std::string(isa_name(isa.param)); });

TEST_P(Native, ClassifierInFloat) {
  EXPECT_LE(worst_difference(Model::load(kClassifier), first_samples(kFrames, 20)), 1e-4F);
}

TEST_P(Native, ClassifierInEightBits) {
  const Model model = Model::load(kClassifier);
  const SampleSet set = first_samples(kFrames, 40);
  for (const QuantFormat format : {QuantFormat::qdq, QuantFormat::qoperator}) {
    EXPECT_LE(worst_difference(quantized(model, set, format), set), 1e-5F);
  }
}

TEST_P(Native, ClassifierOfSignedActivations) {
  const Model model = Model::load(kClassifier);
  const SampleSet set = first_samples(kFrames, 40);
  for (const QuantFormat format : {QuantFormat::qdq, QuantFormat::qoperator}) {
    EXPECT_LE(worst_difference(quantized(model, set, format, DType::int8), set), 1e-5F);
  }
}

TEST_P(Native, ClassifierQuantizedByEachRun) {
  const Model model = Model::load(kClassifier);
  for (const bool per_channel : {false, true}) {
    const Model dynamic = dynamically_quantized(model, per_channel);
    EXPECT_LE(worst_difference(dynamic, first_samples(kFrames, 20)), 1e-4F);
  }
}

TEST_P(Native, FaceDetectors) {
  const std::string folder = shared_data() + "/ultraface";
  for (const char* name : {"/version-RFB-320.onnx", "/version-RFB-320_simplified.onnx"}) {
    const std::string path = folder + name;
    if (!std::filesystem::exists(path)) GTEST_SKIP() << path << " is not there";
    const Model model = ultraface(path);
    const SampleSet set = first_samples(folder + "/images", 3);
    EXPECT_LE(worst_difference(model, set), 1e-4F) << name;
    EXPECT_LE(worst_difference(dynamically_quantized(model, true), set), 1e-3F) << name;
    for (const QuantFormat format : {QuantFormat::qdq, QuantFormat::qoperator}) {
      for (const DType activations : {DType::uint8, DType::int8}) {
        EXPECT_LE(worst_difference(quantized(model, set, format, activations), set), 1e-5F)
            << name << " " << dtype_name(activations);
      }
    }
  }
}

// The model up to the last value of 8 bits, which becomes its only output.
Model integer_part(const Model& model) {
  ir::Model cut = model.ir();
  const auto last =
      std::find_if(cut.graph.nodes.rbegin(), cut.graph.nodes.rend(),
                   [](const auto& node) { return node.op_type == "DequantizeLinear"; });
  cut.graph.outputs = {last->inputs[0]};
  ir::remove_unused(cut.graph);
  return Model(std::make_shared<const ir::Model>(std::move(cut)));
}

// 8 bits in, the same bits out on every instruction set.
TEST(NativeIsas, GiveTheSameBits) {
  const Model model = Model::load(kClassifier);
  const SampleSet set = first_samples(kFrames, 20);
  for (const DType activations : {DType::uint8, DType::int8}) {
    const Model integer = integer_part(quantized(model, set, QuantFormat::qoperator, activations));
    std::vector<std::vector<Tensor>> results;
    for (const Isa isa : supported_isas()) {
      setenv("SPRINT_ISA", std::string(isa_name(isa)).c_str(), 1);
      const auto session = open_native(integer);
      unsetenv("SPRINT_ISA");
      std::vector<Tensor>& own = results.emplace_back();
      for (const Sample& sample : set.samples) {
        own.push_back(session->run(load_sample(sample, model.preprocess(), model.inputs()))[0]);
      }
    }
    for (const std::vector<Tensor>& own : results) {
      for (size_t i = 0; i < own.size(); ++i) {
        EXPECT_EQ(own[i].dtype, activations);
        EXPECT_EQ(own[i].data, results[0][i].data);
      }
    }
  }
}

TEST(NativeSession, PlansAnewForAnotherShapeAndKeepsTheFirst) {
  const Model model = Model::load(kClassifier);
  const auto session = open_native(model);
  const SampleSet set = first_samples(kFrames, 2);
  const Tensor first = load_sample(set.samples[0], model.preprocess(), model.inputs())[0];
  const Tensor second = load_sample(set.samples[1], model.preprocess(), model.inputs())[0];
  Tensor both(DType::float32, {2, 3, 48, 48});
  std::ranges::copy(first.data, both.data.begin());
  std::ranges::copy(second.data, both.data.begin() + static_cast<ptrdiff_t>(first.data.size()));
  const auto alone = session->run({&first, 1}), together = session->run({&both, 1});
  ASSERT_EQ(together[0].dims, (std::vector<int64_t>{2, 2}));
  EXPECT_EQ(alone[0].as<float>()[0], together[0].as<float>()[0]);
  EXPECT_EQ(session->run({&second, 1})[0].as<float>()[1], together[0].as<float>()[3]);
}

TEST(NativeSession, SaysWhichThreadsItTakes) {
  SessionOptions options;
  options.runtime = Runtime::native;
  options.threads = 2;
  try {
    open_session(Model::load(kClassifier), options);
    FAIL() << "opened";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::usage);
    EXPECT_NE(std::string(error.what()).find("one thread"), std::string::npos);
  }
}

}  // namespace
}  // namespace sprint::tests
