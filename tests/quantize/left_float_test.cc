// What 8 bits would spoil stays float: quantized models beside their float form in ONNX Runtime.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "calibrate/observe.h"
#include "calibrate/ranges.h"
#include "prepare/prepare.h"
#include "quantize/model_for_test.h"
#include "quantize/notes.h"
#include "quantize/quantize.h"
#include "sprint/error.h"
#include "sprint/session.h"

namespace sprint::tests {
namespace {

using quantization::ModelForTest;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr int kSamples = 6;

using Samples = std::vector<std::vector<Tensor>>;

Tensor tensor_of(std::vector<int64_t> dims, const std::vector<float>& values) {
  Tensor tensor(DType::float32, std::move(dims));
  std::ranges::copy(values, tensor.as<float>().begin());
  return tensor;
}

// Samples of one normal tensor of the given shape.
Samples normal_samples(const std::vector<int64_t>& dims) {
  std::mt19937 random(7);
  std::normal_distribution<float> normal;
  Samples samples;
  for (int i = 0; i < kSamples; ++i) {
    Tensor tensor(DType::float32, dims);
    for (float& value : tensor.as<float>()) value = normal(random);
    samples.push_back({std::move(tensor)});
  }
  return samples;
}

std::vector<QuantizeOptions> static_forms() {
  std::vector<QuantizeOptions> forms(4);
  forms[1].format = QuantFormat::qoperator;
  forms[2].calibration = CalibrationMethod::percentile;
  forms[2].percentile = 99;
  forms[3].activation_type = DType::int8;
  return forms;
}

ir::Model prepared(ModelForTest& test) {
  test.model().ir_version = 8;
  return prepare(test.model(), {.opset = quantization::kMinOpset});
}

ir::Model quantized(const ir::Model& model, const Samples& samples,
                    const QuantizeOptions& options) {
  const auto names = quantization::tensors_to_calibrate(model, options);
  const auto observed =
      calibrate::observe(model, names, samples.size(), [&](size_t i) { return samples[i]; });
  return quantization::quantize_static(
      model, calibrate::choose_ranges(observed, options.calibration, options.percentile), options);
}

// All values of output `index`.
std::vector<float> outputs_of(const ir::Model& model, const Samples& samples, size_t index = 0) {
  const auto session = open_session(Model(std::make_shared<const ir::Model>(model)),
                                    {.runtime = Runtime::onnxruntime});
  std::vector<float> values;
  for (const std::vector<Tensor>& sample : samples) {
    const std::vector<Tensor> outputs = session->run(sample);
    for (const float value : outputs[index].as<float>()) values.push_back(value);
  }
  return values;
}

// Signal to noise in dB of the elements `first`, `first` + `step`, ...
double sqnr_db(const std::vector<float>& expected, const std::vector<float>& given,
               size_t first = 0, size_t step = 1) {
  double signal = 0, noise = 1e-30;
  for (size_t i = first; i < expected.size(); i += step) {
    signal += std::pow(expected[i], 2);
    noise += std::pow(expected[i] - given[i], 2);
  }
  return 10 * std::log10(signal / noise);
}

std::string all_notes(const ir::Model& model) {
  std::string text;
  for (const std::string& note : quantization::notes_of(model)) text += note + "\n";
  return text;
}

// Attention over 8 places, every one of which sees itself and those before it.
struct Mask {
  const char* name;
  const char* join;  // the operator that puts it in
  float value;
};

void PrintTo(const Mask& mask, std::ostream* out) { *out << mask.name; }

ModelForTest attention(const Mask& mask) {
  ModelForTest test;
  test.input("x", {8, 16});
  test.constant("wq", {16, 16}).constant("wk", {16, 8}).constant("wv", {8, 16});
  test.constant("scale", {}, {0.05F});
  test.node("MatMul", {"x", "wq"}, "q");
  test.node("MatMul", {"q", "wk"}, "qk");
  test.node("Mul", {"qk", "scale"}, "scores");
  std::vector<float> added;
  std::vector<uint8_t> seen;
  for (int i = 0; i < 64; ++i) {
    seen.push_back(i % 8 <= i / 8 ? 1 : 0);
    added.push_back(seen.back() != 0 ? 0 : mask.value);
  }
  if (mask.join == std::string("Add")) {
    test.constant("mask", {8, 8}, added);
    test.node("Add", {"scores", "mask"}, "masked");
  } else {
    ir::add_constant(test.model().graph, "seen",
                     ir::Constant::make(DType::boolean, {8, 8}, Bytes::own(std::move(seen))));
    test.constant("mask", {}, {mask.value});
    test.node("Where", {"seen", "scores", "mask"}, "masked");
  }
  test.node("Softmax", {"masked"}, "weights");
  test.node("MatMul", {"weights", "wv"}, "y");
  test.output("y");
  return test;
}

class Masks : public testing::TestWithParam<Mask> {};

TEST_P(Masks, AreNoDataInAnyForm) {
  ModelForTest test = attention(GetParam());
  const ir::Model model = prepared(test);
  const Samples samples = normal_samples({8, 16});
  const std::vector<float> expected = outputs_of(model, samples);
  for (const QuantizeOptions& options : static_forms()) {
    const ir::Model integer = quantized(model, samples, options);
    EXPECT_GE(sqnr_db(expected, outputs_of(integer, samples)), 26);
    EXPECT_THAT(all_notes(integer), HasSubstr("'masked'"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, Masks,
    testing::Values(Mask{"add_1e4", "Add", -1e4F}, Mask{"add_100", "Add", -100},
                    Mask{"add_lowest", "Add", std::numeric_limits<float>::lowest()},
                    Mask{"add_infinity", "Add", -kInfinity}, Mask{"where_1e4", "Where", -1e4F},
                    Mask{"where_1e9", "Where", -1e9F}, Mask{"where_infinity", "Where", -kInfinity}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(LeftFloat, NothingWhereThereIsNoMask) {
  ModelForTest test = attention({"none", "Add", -1});
  const ir::Model model = prepared(test);
  const Samples samples = normal_samples({8, 16});
  const ir::Model integer = quantized(model, samples, {});
  EXPECT_THAT(quantization::notes_of(integer), IsEmpty());
  EXPECT_GE(sqnr_db(outputs_of(model, samples), outputs_of(integer, samples)), 26);
}

// A sample may show no masked place at all: the constant tells that there can be some.
TEST(LeftFloat, AMaskThatNoSampleShows) {
  ModelForTest test;
  test.input("x", {8, 16})
      .constant("w", {16, 8})
      .constant("wv", {8, 4})
      .constant("low", {}, {-1e9F});
  test.constant("limit", {}, {-100});
  test.node("MatMul", {"x", "w"}, "scores");
  ir::add_node(test.model().graph, "Greater", {"scores", "limit"}, {"seen"});
  test.node("Where", {"seen", "scores", "low"}, "masked");
  test.node("Softmax", {"masked"}, "weights");
  test.node("MatMul", {"weights", "wv"}, "y");
  test.output("y");
  EXPECT_THAT(all_notes(quantized(prepared(test), normal_samples({8, 16}), {})),
              HasSubstr("'masked'"));
}

struct Evidence {
  const char* name;
  std::vector<int64_t> dims;
  std::vector<float> values;
  const char* op_type;  // makes the tensor that is observed
  const char* note;
};

void PrintTo(const Evidence& evidence, std::ostream* out) { *out << evidence.name; }

class NoEvidence : public testing::TestWithParam<Evidence> {};

TEST_P(NoEvidence, StaysFloatByName) {
  const Evidence& evidence = GetParam();
  ModelForTest test;
  test.input("x", {2, 4}).input("h", {-1, 4});
  test.model().graph.values[1].type.shape->front() = Dim::named("rows");
  test.constant("w", {4, 4}).constant("w2", {4, 4});
  test.node("MatMul", {"x", "w"}, "y");
  test.node(evidence.op_type, {"h", "h"}, "state");
  test.node("MatMul", {"state", "w2"}, "z");
  test.output("y").output("z");
  const ir::Model model = prepared(test);
  Samples samples = normal_samples({2, 4});
  for (auto& sample : samples) sample.push_back(tensor_of(evidence.dims, evidence.values));
  const ir::Model integer = quantized(model, samples, {});
  EXPECT_THAT(quantization::notes_of(integer)[0], HasSubstr(evidence.note));
  // Later values, of which calibration told nothing, are right all the same.
  Samples later = normal_samples({2, 4});
  for (auto& sample : later) sample.push_back(sample[0]);
  EXPECT_GE(sqnr_db(outputs_of(model, later, 1), outputs_of(integer, later, 1)), 60);
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, NoEvidence,
    testing::Values(Evidence{"empty", {0, 4}, {}, "Add", "empty in every sample: 'state'"},
                    Evidence{"zeros", {1, 4}, {0, 0, 0, 0}, "Add", "zero in every sample: 'state'"},
                    Evidence{"nan", {1, 4}, {0, 0, 0, 0}, "Div", "with NaNs: 'state'"},
                    Evidence{"infinities",
                             {1, 4},
                             {0, kInfinity, 0, 1},
                             "Add",
                             "infinities, as masks have them: 'state'"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(LeftFloat, WhereNothingElseIsLeftTheErrorSaysWhy) {
  ModelForTest test;
  test.input("x", {2, 4}).constant("w", {4, 4});
  test.node("MatMul", {"x", "w"}, "y");
  test.output("y");
  try {
    quantized(prepared(test), {{tensor_of({2, 4}, std::vector<float>(8))}}, {});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), HasSubstr("nothing to quantize: 1 tensor stays float, zero in every "
                                        "sample: 'x'"));
  }
}

// Softmax over `elements` between two MatMuls; with more than one, the first wins by far.
ModelForTest softmax_over(int64_t elements) {
  ModelForTest test;
  test.input("x", {4, 8}).constant("w2", {elements, 6});
  std::vector<float> weights(static_cast<size_t>(8 * elements));
  for (size_t i = 0; i < 8; ++i) weights[i * static_cast<size_t>(elements)] = i == 0 ? 10 : 0;
  test.constant("w", {8, elements}, weights);
  test.node("MatMul", {"x", "w"}, "a");
  test.node("Softmax", {"a"}, "p");
  test.node("MatMul", {"p", "w2"}, "y");
  test.output("y");
  return test;
}

class SoftmaxOver : public testing::TestWithParam<int64_t> {};

TEST_P(SoftmaxOver, IsRightInAnyForm) {
  ModelForTest test = softmax_over(GetParam());
  const ir::Model model = prepared(test);
  const Samples samples = normal_samples({4, 8});
  for (const QuantizeOptions& options : static_forms()) {
    const ir::Model integer = quantized(model, samples, options);
    EXPECT_GE(sqnr_db(outputs_of(model, samples), outputs_of(integer, samples)), 26);
  }
}

INSTANTIATE_TEST_SUITE_P(Lengths, SoftmaxOver, testing::Values(1, 2, 3, 7));

// Over many elements alike, every weight is a small part of the range 0 .. 1.
TEST(LeftFloat, ALongSoftmax) {
  ModelForTest test;
  test.input("x", {4, 8}).constant("w", {8, 500}).constant("w2", {500, 6}).constant("s", {}, {.1F});
  test.node("MatMul", {"x", "w"}, "a");
  test.node("Mul", {"a", "s"}, "b");
  test.node("Softmax", {"b"}, "p");
  test.node("MatMul", {"p", "w2"}, "y");
  test.output("y");
  const ir::Model model = prepared(test);
  const Samples samples = normal_samples({4, 8});
  const ir::Model integer = quantized(model, samples, {});
  EXPECT_GE(sqnr_db(outputs_of(model, samples), outputs_of(integer, samples)), 26);
  EXPECT_THAT(all_notes(integer), HasSubstr("which use little of the range from 0 to 1: 'p'"));
}

// Boxes of 0 .. 640 beside scores of 0 .. 1, as detectors join them.
ModelForTest detector() {
  ModelForTest test;
  test.input("x", {4, 8}).constant("wb", {8, 4}).constant("ws", {8, 2}).constant("size", {}, {640});
  test.node("MatMul", {"x", "wb"}, "b");
  test.node("Sigmoid", {"b"}, "unit_boxes");
  test.node("Mul", {"unit_boxes", "size"}, "boxes");
  test.node("MatMul", {"x", "ws"}, "s");
  test.node("Sigmoid", {"s"}, "scores");
  test.node("Concat", {"boxes", "scores"}, "joined").set(ir::Attribute("axis", int64_t{1}));
  return test;
}

// Each of the six columns by itself.
void expect_columns(const ir::Model& model, const Samples& samples, size_t columns) {
  for (const QuantizeOptions& options : static_forms()) {
    const ir::Model integer = quantized(model, samples, options);
    EXPECT_THAT(all_notes(integer), HasSubstr("'joined'"));
    const auto expected = outputs_of(model, samples), given = outputs_of(integer, samples);
    for (size_t c = 0; c < columns; ++c) {
      EXPECT_GE(sqnr_db(expected, given, c, columns), 26) << c;
    }
  }
}

TEST(LeftFloat, PartsOfAConcatThatDifferTooMuch) {
  ModelForTest test = detector();
  std::vector<float> identity(36);
  for (size_t i = 0; i < 6; ++i) identity[i * 7] = 1;
  test.constant("last", {6, 6}, identity);
  test.node("MatMul", {"joined", "last"}, "y");
  test.output("y");
  expect_columns(prepared(test), normal_samples({4, 8}), 6);
}

// What is cut out of it again has a range of its own.
TEST(LeftFloat, PartsOfAConcatThatAreCutOutAgain) {
  ModelForTest test = detector();
  for (const auto& [name, value] : {std::pair{"from", 4}, {"to", 6}, {"axes", 1}}) {
    ir::add_constant(test.model().graph, name, ir::Constant::of<int64_t>({1}, {value}));
  }
  test.node("Slice", {"joined", "from", "to", "axes"}, "cut");
  test.constant("last", {2, 2}, {1, 0, 0, 1});
  test.node("MatMul", {"cut", "last"}, "y");
  test.output("y");
  expect_columns(prepared(test), normal_samples({4, 8}), 2);
}

TEST(LeftFloat, PartsOfAConcatThatAreAlikeShareItsScale) {
  ModelForTest test;
  test.input("x", {4, 8}).constant("wa", {8, 4}).constant("wb", {8, 4}).constant("last", {8, 6});
  test.node("MatMul", {"x", "wa"}, "a");
  test.node("MatMul", {"x", "wb"}, "b");
  test.node("Concat", {"a", "b"}, "joined").set(ir::Attribute("axis", int64_t{1}));
  test.node("MatMul", {"joined", "last"}, "y");
  test.output("y");
  QuantizeOptions options;
  options.format = QuantFormat::qoperator;
  const ir::Model integer = quantized(prepared(test), normal_samples({4, 8}), options);
  EXPECT_THAT(ir::op_types(integer.graph), testing::Contains("QLinearConcat"));
  EXPECT_THAT(quantization::notes_of(integer), IsEmpty());
}

TEST(Notes, NameChannelsThatOneScaleLeavesWithoutCodes) {
  ModelForTest test;
  test.input("x", {2, 2}).constant("w", {2, 3}, {1, 0.001F, 0, 1, 0.002F, 0});
  test.node("MatMul", {"x", "w"}, "y");
  test.output("y");
  QuantizeOptions options;
  const Samples samples = normal_samples({2, 2});
  EXPECT_THAT(quantization::notes_of(quantized(prepared(test), samples, options)), IsEmpty());
  options.per_channel = false;
  EXPECT_THAT(all_notes(quantized(prepared(test), samples, options)), HasSubstr("1 of 3 in 'w'"));
}

// Types behind operators that Sprint does not know follow from the weights there.
TEST(UnknownOperators, HideNoTypes) {
  ModelForTest test;
  ir::set_opset_version(test.model(), "com.microsoft", 1);
  test.input("x", {4, 8}).constant("w", {8, 8}).constant("w2", {8, 4});
  const auto contrib = [&](const char* op_type, const char* input, const char* output) {
    ir::add_node(test.model().graph, op_type, {input}, {output}).domain = "com.microsoft";
  };
  contrib("Gelu", "x", "g");
  ir::add_node(test.model().graph, "MatMul", {"g", "w"}, {"a"});
  contrib("Gelu", "a", "g2");
  ir::add_node(test.model().graph, "Neg", {"g2"}, {"n"});
  ir::add_node(test.model().graph, "MatMul", {"n", "w2"}, {"y"});
  test.output("y");
  const ir::Model model = prepared(test);
  const Samples samples = normal_samples({4, 8});
  for (const QuantizeOptions& options : static_forms()) {
    const ir::Model integer = quantized(model, samples, options);
    EXPECT_GE(sqnr_db(outputs_of(model, samples), outputs_of(integer, samples)), 26);
    EXPECT_THAT(quantization::notes_of(integer), IsEmpty());
  }
}

}  // namespace
}  // namespace sprint::tests
