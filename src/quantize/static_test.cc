// What static quantization makes of graphs: which nodes, values and names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "ir/check.h"
#include "quantize/model_for_test.h"
#include "quantize/quantize.h"
#include "sprint/error.h"

namespace sprint::quantization {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

constexpr const char* kQ = "QuantizeLinear";
constexpr const char* kDQ = "DequantizeLinear";

const ir::Node& node_of_type(const ir::Model& model, const std::string& op_type) {
  const auto found = std::ranges::find(model.graph.nodes, op_type, &ir::Node::op_type);
  if (found == model.graph.nodes.end()) throw std::runtime_error("no " + op_type);
  return *found;
}

// The node that makes input `index` of `node`.
const ir::Node& before(const ir::Model& model, const ir::Node& node, size_t index) {
  const ir::Uses uses(model.graph);
  return model.graph.nodes.at(static_cast<size_t>(uses.producer(node.inputs.at(index))));
}

// Parameters are equal where their constants are the same.
std::vector<std::string> param_names(const ir::Model& model, const ir::Node& node) {
  return {model.graph[node.inputs.at(1)].name, model.graph[node.inputs.at(2)].name};
}

std::vector<std::string> types_without_constants(const ir::Model& model) {
  std::vector<std::string> types;
  for (const ir::Node& node : model.graph.nodes) {
    if (node.op_type == kDQ && model.graph.constant(node.inputs[0]) != nullptr) continue;
    types.push_back(node.op_type);
  }
  return types;
}

ModelForTest conv_relu() {
  ModelForTest test;
  test.input("x", {1, 2, 8, 8}).constant("w", {4, 2, 3, 3}).constant("b", {4});
  test.node("Conv", {"x", "w", "b"}, "c");
  test.node("Relu", {"c"}, "r");
  test.output("r");
  return test;
}

TEST(Static, ConvReluBecomesOneIntegerNode) {
  ModelForTest test = conv_relu();
  EXPECT_THAT(tensors_to_calibrate(test.model(), {}), ElementsAre("x", "r"));
  const ir::Model quantized = quantize_for_test(test.model());
  ir::check(quantized);
  EXPECT_THAT(types_without_constants(quantized), ElementsAre(kQ, kDQ, "Conv", kQ, kDQ));
  const ir::Node& conv = node_of_type(quantized, "Conv");
  EXPECT_THAT(ir::input_names(quantized.graph, conv),
              ElementsAre("x_DequantizeLinear_Output", "w_DequantizeLinear_Output",
                          "b_DequantizeLinear_Output"));
  EXPECT_EQ(quantized.graph[quantized.graph.outputs[0]].name, "r");
  EXPECT_EQ(find_value(quantized.graph, "w"), ir::kNoValue);  // the float weight is gone
}

TEST(Static, WeightsArePerChannelWithTheirAxisAndBiasesInt32) {
  ModelForTest test = conv_relu();
  const ir::Model quantized = quantize_for_test(test.model());
  const ir::Node& conv = node_of_type(quantized, "Conv");
  const ir::Node &weight = before(quantized, conv, 1), &bias = before(quantized, conv, 2);
  EXPECT_EQ(weight.get<int64_t>("axis", -9), 0);
  EXPECT_EQ(quantized.graph.constant(weight.inputs[0])->dtype(), DType::int8);
  EXPECT_EQ(quantized.graph.constant(weight.inputs[1])->dims(), std::vector<int64_t>{4});
  EXPECT_EQ(bias.get<int64_t>("axis", -9), 0);
  EXPECT_EQ(quantized.graph.constant(bias.inputs[0])->dtype(), DType::int32);
  const float input_scale =
      quantized.graph.constant(before(quantized, conv, 0).inputs[1])->to_floats()[0];
  const auto weight_scales = quantized.graph.constant(weight.inputs[1])->to_floats();
  const auto bias_scales = quantized.graph.constant(bias.inputs[1])->to_floats();
  for (size_t c = 0; c < 4; ++c) EXPECT_EQ(bias_scales[c], input_scale * weight_scales[c]);
}

TEST(Static, PerTensorScalesAreScalars) {
  ModelForTest test = conv_relu();
  QuantizeOptions options;
  options.per_channel = false;
  const ir::Model quantized = quantize_for_test(test.model(), options);
  const ir::Node& conv = node_of_type(quantized, "Conv");
  for (const size_t input : {1U, 2U}) {
    const ir::Node& constant = before(quantized, conv, input);
    EXPECT_EQ(constant.find("axis"), nullptr);
    EXPECT_THAT(quantized.graph.constant(constant.inputs[1])->dims(), IsEmpty());
  }
}

TEST(Static, SymmetricActivationsKeepTheRelu) {
  ModelForTest test = conv_relu();
  QuantizeOptions options;
  options.activation_type = DType::int8;
  options.symmetric_activations = true;
  ir::Model quantized = quantize_for_test(test.model(), options);
  EXPECT_THAT(types_without_constants(quantized),
              ElementsAre(kQ, kDQ, "Conv", kQ, kDQ, "Relu", kQ, kDQ));
  options.format = QuantFormat::qoperator;  // there it is a Clip on integers
  quantized = quantize_for_test(test.model(), options);
  EXPECT_THAT(types_without_constants(quantized), ElementsAre(kQ, "QLinearConv", "Clip", kDQ));
}

TEST(Static, ClipIsAbsorbedWhereTheRangeLiesWithinItsBounds) {
  ModelForTest test;
  test.input("x", {1, 2, 8, 8}).constant("w", {4, 2, 3, 3});
  test.constant("zero", {}, {0}).constant("six", {}, {6}).constant("two", {}, {2});
  test.node("Conv", {"x", "w"}, "c");
  test.node("Clip", {"c", "zero", "six"}, "r6");
  test.constant("w2", {4, 4, 1, 1});
  test.node("Conv", {"r6", "w2"}, "d");
  test.node("Clip", {"d", "zero", "two"}, "r2");
  test.output("r2");
  const ir::Model quantized = quantize_for_test(test.model());
  // 0 .. 3 lies within 0 .. 6 but not within 0 .. 2.
  EXPECT_EQ(std::ranges::count(ir::op_types(quantized.graph), "Clip"), 1);
  EXPECT_EQ(quantized.graph[node_of_type(quantized, "Clip").outputs[0]].name,
            "r2_QuantizeLinear_Input");
}

TEST(Static, ReluOfAValueThatOthersTakeStays) {
  ModelForTest test = conv_relu();
  test.constant("w2", {4, 4, 1, 1});
  test.node("Conv", {"c", "w2"}, "d");
  test.output("d");
  const ir::Model quantized = quantize_for_test(test.model());
  EXPECT_THAT(ir::op_types(quantized.graph), Contains("Relu"));
  EXPECT_THAT(tensors_to_calibrate(test.model(), {}), ElementsAre("x", "c", "d"));
}

TEST(Static, MovingNodesShareParametersWithWhatTheyMove) {
  ModelForTest test = conv_relu();
  test.model().graph.outputs.clear();
  test.node("MaxPool", {"r"}, "p").set(ir::Attribute("kernel_shape", std::vector<int64_t>{2, 2}));
  test.node("Transpose", {"p"}, "t");
  test.output("t");
  EXPECT_THAT(tensors_to_calibrate(test.model(), {}), ElementsAre("x", "r"));
  const ir::Model quantized = quantize_for_test(test.model());
  ir::check(quantized);
  const ir::Node &pool = node_of_type(quantized, "MaxPool"),
                 &transpose = node_of_type(quantized, "Transpose");
  EXPECT_EQ(param_names(quantized, before(quantized, pool, 0)),
            param_names(quantized, before(quantized, transpose, 0)));
  EXPECT_EQ(quantized.graph[quantized.graph.outputs[0]].name, "t");
}

TEST(Static, ReluBehindAPoolIsAbsorbedToo) {
  ModelForTest test;
  test.input("x", {1, 2, 8, 8}).constant("w", {4, 2, 3, 3});
  test.node("Conv", {"x", "w"}, "c");
  test.node("MaxPool", {"c"}, "p").set(ir::Attribute("kernel_shape", std::vector<int64_t>{2, 2}));
  test.node("Relu", {"p"}, "r");
  test.output("r");
  EXPECT_THAT(tensors_to_calibrate(test.model(), {}), ElementsAre("x", "r"));
  EXPECT_THAT(ir::op_types(quantize_for_test(test.model()).graph), Not(Contains("Relu")));
}

// conv -> (add with a shortcut) -> relu -> conv
ModelForTest residual() {
  ModelForTest test;
  test.input("x", {1, 4, 8, 8}).constant("w", {4, 4, 1, 1}).constant("w2", {4, 4, 1, 1});
  test.node("Conv", {"x", "w"}, "a");
  test.node("Conv", {"a", "w2"}, "b");
  test.node("Add", {"a", "b"}, "s");
  test.node("Relu", {"s"}, "r");
  test.node("Conv", {"r", "w"}, "y");
  test.output("y");
  return test;
}

TEST(Static, ResidualAddsAreIntegerAndSharedValuesHaveOnePair) {
  ModelForTest test = residual();
  const ir::Model quantized = quantize_for_test(test.model());
  ir::check(quantized);
  const ir::Node& add = node_of_type(quantized, "Add");
  EXPECT_THAT(ir::input_names(quantized.graph, add),
              ElementsAre("a_DequantizeLinear_Output", "b_DequantizeLinear_Output"));
  EXPECT_THAT(
      types_without_constants(quantized),
      ElementsAre(kQ, kDQ, "Conv", kQ, kDQ, "Conv", kQ, kDQ, "Add", kQ, kDQ, "Conv", kQ, kDQ));
}

TEST(Static, SharedWeightsAreQuantizedOnce) {
  ModelForTest test = residual();
  const ir::Model quantized = quantize_for_test(test.model());
  const auto weights = std::ranges::count_if(quantized.graph.nodes, [&](const ir::Node& node) {
    return node.op_type == kDQ && quantized.graph.constant(node.inputs[0]) != nullptr;
  });
  EXPECT_EQ(weights, 2);
}

TEST(Static, WeightsThatAFloatNodeTakesTooStayForIt) {
  ModelForTest test = residual();
  test.node("Exp", {"w"}, "e");
  test.output("e");
  const ir::Model quantized = quantize_for_test(test.model());
  ir::check(quantized);
  EXPECT_THAT(ir::input_names(quantized.graph, node_of_type(quantized, "Exp")), ElementsAre("w"));
}

TEST(Static, ElementwiseNodesAtTheEndStayFloat) {
  ModelForTest test;
  test.input("x", {1, 4, 8, 8}).constant("w", {4, 4, 1, 1});
  test.node("Conv", {"x", "w"}, "c");
  test.node("Sigmoid", {"c"}, "y");
  test.output("y");
  EXPECT_THAT(types_without_constants(quantize_for_test(test.model())),
              ElementsAre(kQ, kDQ, "Conv", kQ, kDQ, "Sigmoid"));
  QuantizeOptions options;
  options.op_types = {"Conv", "Sigmoid"};  // asked for
  EXPECT_THAT(types_without_constants(quantize_for_test(test.model(), options)),
              ElementsAre(kQ, kDQ, "Conv", kQ, kDQ, "Sigmoid", kQ, kDQ));
  EXPECT_THAT(tensors_to_calibrate(test.model(), options), ElementsAre("x", "c", "y"));
}

TEST(Static, FloatNodesTakeTheDequantizedValue) {
  ModelForTest test;
  test.input("x", {1, 4, 8, 8}).constant("w", {4, 4, 1, 1});
  test.node("Conv", {"x", "w"}, "c");
  test.node("Exp", {"c"}, "e");
  test.node("Conv", {"e", "w"}, "y");
  test.node("Exp", {"e"}, "z");
  test.output("y").output("z");
  const ir::Model quantized = quantize_for_test(test.model());
  const ir::Node& exp = node_of_type(quantized, "Exp");
  EXPECT_EQ(before(quantized, exp, 0).op_type, kDQ);
  // What a float node made, float nodes take as it is.
  EXPECT_EQ(ir::input_names(quantized.graph, quantized.graph.nodes.back()),
            std::vector<std::string>{"e"});
}

TEST(Static, GemmThatNoIntegerNodeFollowsGivesFloats) {
  ModelForTest test;
  test.input("x", {1, 6}).constant("w", {6, 3}).constant("b", {3}).constant("w2", {3, 5});
  test.node("Gemm", {"x", "w", "b"}, "g");
  test.node("Relu", {"g"}, "r");
  test.node("Gemm", {"r", "w2"}, "y");
  test.output("y");
  EXPECT_THAT(tensors_to_calibrate(test.model(), {}), ElementsAre("x", "r"));
  EXPECT_THAT(types_without_constants(quantize_for_test(test.model())),
              ElementsAre(kQ, kDQ, "Gemm", kQ, kDQ, "Gemm"));
  QuantizeOptions options;
  options.format = QuantFormat::qoperator;
  const ir::Model quantized = quantize_for_test(test.model(), options);
  EXPECT_THAT(ir::op_types(quantized.graph), ElementsAre(kQ, "QGemm", "QGemm"));
  EXPECT_EQ(ir::opset_version(quantized, "com.microsoft"), 1);
}

TEST(Static, ConstantsOfElementwiseNodesAreQuantizedAsActivations) {
  ModelForTest test;
  test.input("x", {1, 4, 8, 8}).constant("w", {4, 4, 1, 1}).constant("k", {}, {0.5F});
  test.node("Conv", {"x", "w"}, "c");
  test.node("Mul", {"c", "k"}, "m");
  test.node("Conv", {"m", "w"}, "y");
  test.output("y");
  const ir::Model quantized = quantize_for_test(test.model());
  const ir::Node& constant = before(quantized, node_of_type(quantized, "Mul"), 1);
  EXPECT_EQ(quantized.graph.constant(constant.inputs[0])->to_ints(), std::vector<int64_t>{255});
}

TEST(Static, NamesThatAreTakenAreNotUsedTwice) {
  ModelForTest test = conv_relu();
  test.node("Exp", {"r"}, "w_quantized");
  test.node("Exp", {"r"}, "x_scale");
  test.output("w_quantized").output("x_scale");
  const ir::Model quantized = quantize_for_test(test.model());
  EXPECT_NO_THROW(ir::check(quantized));
}

TEST(Static, ExcludedNodesStayAndSoDoReluWithThem) {
  ModelForTest test = residual();
  QuantizeOptions options;
  options.exclude = {"make_r"};
  EXPECT_THAT(ir::op_types(quantize_for_test(test.model(), options).graph), Contains("Relu"));
  options.exclude = {"make_*"};
  EXPECT_THROW(tensors_to_calibrate(test.model(), options), Error);
  options = {};
  options.nodes = {"make_a"};
  EXPECT_THAT(tensors_to_calibrate(test.model(), options), ElementsAre("x", "a"));
}

TEST(Static, ValuesThatBodiesCaptureKeepTheirNames) {
  ModelForTest test = conv_relu();
  ir::Graph body;
  ir::add_node(body, "Exp", {"r"}, {"inner"});
  ir::add_output(body, "inner");
  ir::add_constant(test.model().graph, "condition",
                   ir::Constant::make(DType::boolean, {}, Bytes::own(std::vector<char>{1})));
  ir::Node& branch = test.node("If", {"condition"}, "chosen");
  branch.set(ir::Attribute("then_branch", std::make_shared<const ir::Graph>(body)));
  branch.set(ir::Attribute("else_branch", std::make_shared<const ir::Graph>(body)));
  test.output("chosen");
  const ir::Model quantized = quantize_for_test(test.model());
  EXPECT_NO_THROW(ir::check(quantized));
}

TEST(Static, QOperatorFormOfAResidualBlock) {
  ModelForTest test = residual();
  QuantizeOptions options;
  options.format = QuantFormat::qoperator;
  const ir::Model quantized = quantize_for_test(test.model(), options);
  ir::check(quantized);
  EXPECT_THAT(ir::op_types(quantized.graph),
              ElementsAre(kQ, "QLinearConv", "QLinearConv", "QLinearAdd", "QLinearConv", kDQ));
}

TEST(Static, PadWithAnotherValueThanZeroStaysFloat) {
  for (const float value : {0.0F, 1.0F}) {
    ModelForTest test;
    test.input("x", {1, 4, 8, 8}).constant("w", {4, 4, 1, 1}).constant("v", {}, {value});
    ir::add_constant(test.model().graph, "pads",
                     ir::Constant::of<int64_t>({8}, {0, 0, 1, 1, 0, 0, 1, 1}));
    test.node("Conv", {"x", "w"}, "c");
    test.node("Pad", {"c", "pads", "v"}, "p");
    test.node("Conv", {"p", "w"}, "y");
    test.output("y");
    QuantizeOptions options;
    options.format = QuantFormat::qoperator;
    const ir::Model quantized = quantize_for_test(test.model(), options);
    const ir::Node& pad = node_of_type(quantized, "Pad");
    const DType made = quantized.graph[pad.outputs[0]].type.dtype;
    EXPECT_EQ(made, value == 0 ? DType::uint8 : DType::float32);
  }
}

TEST(Static, RemembersItsRecipe) {
  ModelForTest test = conv_relu();
  test.model().producer_name = "pytorch";
  const ir::Model quantized = quantize_for_test(test.model());
  EXPECT_EQ(quantized.producer_name, "pytorch");
  ASSERT_NE(ir::find_metadata(quantized, "sprint.quantize"), nullptr);
  EXPECT_THAT(*ir::find_metadata(quantized, "sprint.quantize"),
              HasSubstr(R"("mode":"static","format":"qdq")"));
}

std::string message_of(const auto& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

TEST(Static, ErrorsNameTheCulprit) {
  ModelForTest test = conv_relu();
  EXPECT_THAT(message_of([&] { quantize_static(test.model(), {}, {}); }),
              HasSubstr("tensor 'x': has no calibrated range"));
  ir::Model quantized = quantize_for_test(test.model());
  EXPECT_THAT(message_of([&] { check_not_quantized(quantized); }),
              HasSubstr("is quantized already"));
  ModelForTest bad = conv_relu();
  bad.model().graph[ir::find_value(bad.model().graph, "w")].constant = ir::Constant::of(
      {4, 2, 3, 3}, std::vector<float>(72, std::numeric_limits<float>::quiet_NaN()));
  EXPECT_THAT(message_of([&] { quantize_for_test(bad.model()); }),
              HasSubstr("weight 'w': holds a NaN"));
}

TEST(CheckOptions, RefusesWhatNoKernelRuns) {
  const auto refused = [](const auto& change) {
    QuantizeOptions options;
    change(options);
    return message_of([&] { check_options(options); });
  };
  using O = QuantizeOptions;
  EXPECT_THAT(refused([](O&) {}), "no error");
  EXPECT_THAT(refused([](O& o) { o.symmetric_weights = false; }), HasSubstr("one zero point"));
  EXPECT_THAT(refused([](O& o) {
                o.activation_type = DType::int8;
                o.weight_type = DType::uint8;
              }),
              HasSubstr("use int8"));
  EXPECT_THAT(refused([](O& o) { o.weight_type = DType::int16; }), HasSubstr("int16"));
  EXPECT_THAT(refused([](O& o) { o.percentile = 0; }), HasSubstr("percentile"));
  EXPECT_THAT(refused([](O& o) {
                o.mode = QuantizeMode::dynamic;
                o.activation_type = DType::int8;
              }),
              HasSubstr("DynamicQuantizeLinear"));
  EXPECT_THAT(refused([](O& o) {
                o.mode = QuantizeMode::dynamic;
                o.format = QuantFormat::qoperator;
              }),
              HasSubstr("format"));
}

}  // namespace
}  // namespace sprint::quantization
