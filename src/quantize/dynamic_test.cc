// What dynamic quantization makes of graphs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "ir/check.h"
#include "quantize/model_for_test.h"
#include "sprint/error.h"

namespace sprint::quantization {
namespace {

using testing::ElementsAre;

QuantizeOptions dynamic_options() {
  QuantizeOptions options;
  options.mode = QuantizeMode::dynamic;
  return options;
}

const ir::Node& node_of_type(const ir::Model& model, const std::string& op_type) {
  const auto found = std::ranges::find(model.graph.nodes, op_type, &ir::Node::op_type);
  if (found == model.graph.nodes.end()) throw std::runtime_error("no " + op_type);
  return *found;
}

TEST(Dynamic, ConvBecomesConvIntegerWithUnsignedWeights) {
  ModelForTest test;
  test.input("x", {1, 2, 8, 8}).constant("w", {4, 2, 3, 3}).constant("b", {4});
  test.node("Conv", {"x", "w", "b"}, "y").set(ir::Attribute("pads", std::vector<int64_t>(4, 1)));
  test.output("y");
  const ir::Model quantized = quantize_dynamic(test.model(), dynamic_options());
  ir::check(quantized);
  EXPECT_THAT(ir::op_types(quantized.graph),
              ElementsAre("DynamicQuantizeLinear", "ConvInteger", "Cast", "Mul", "Mul", "Add"));
  const ir::Node& conv = node_of_type(quantized, "ConvInteger");
  EXPECT_EQ(quantized.graph.constant(conv.inputs[1])->dtype(), DType::uint8);
  EXPECT_TRUE(quantized.graph.constant(conv.inputs[3])->dims().empty());
  EXPECT_NE(conv.find("pads"), nullptr);
  const ir::Node& add = node_of_type(quantized, "Add");
  EXPECT_EQ(quantized.graph.constant(add.inputs[1])->dims(), (std::vector<int64_t>{4, 1, 1}));
  EXPECT_EQ(quantized.graph[quantized.graph.outputs[0]].name, "y");
}

TEST(Dynamic, TransposedGemmWeightsAreTurned) {
  ModelForTest test;
  test.input("x", {1, 2}).constant("w", {3, 2}, {127, 1, 2, 127, 127, -127}).constant("b", {3});
  test.node("Gemm", {"x", "w", "b"}, "y").set(ir::Attribute("transB", int64_t{1}));
  test.output("y");
  const ir::Model quantized = quantize_dynamic(test.model(), dynamic_options());
  const ir::ConstantPtr weight =
      quantized.graph.constant(node_of_type(quantized, "MatMulInteger").inputs[1]);
  EXPECT_EQ(weight->dims(), (std::vector<int64_t>{2, 3}));
  EXPECT_EQ(weight->to_ints(), (std::vector<int64_t>{127, 2, 127, 1, 127, -127}));
}

TEST(Dynamic, SharedActivationsAndWeightsAreQuantizedOnce) {
  ModelForTest test;
  test.input("x", {4, 4}).constant("w", {4, 4});
  test.node("MatMul", {"x", "w"}, "a");
  test.node("MatMul", {"x", "w"}, "b");
  test.node("Add", {"a", "b"}, "y");
  test.output("y");
  const ir::Model quantized = quantize_dynamic(test.model(), dynamic_options());
  const auto types = ir::op_types(quantized.graph);
  EXPECT_EQ(std::ranges::count(types, "DynamicQuantizeLinear"), 1);
  EXPECT_EQ(quantized.graph.initializers.size(), 3U);
}

TEST(Dynamic, WeightsThatFloatNodesTakeTooStayForThem) {
  ModelForTest test;
  test.input("x", {4, 4}).constant("w", {4, 4});
  test.node("MatMul", {"x", "w"}, "a");
  test.node("Add", {"a", "w"}, "y");
  test.output("y").output("w");
  const ir::Model quantized = quantize_dynamic(test.model(), dynamic_options());
  EXPECT_NO_THROW(ir::check(quantized));
  EXPECT_NE(quantized.graph.constant(ir::find_value(quantized.graph, "w")), nullptr);
}

TEST(Dynamic, ComputedWeightsStayFloatAndAloneAreAnError) {
  ModelForTest test;
  test.input("x", {4, 4});
  test.node("MatMul", {"x", "x"}, "y");
  test.output("y");
  EXPECT_THROW(quantize_dynamic(test.model(), dynamic_options()), Error);
}

}  // namespace
}  // namespace sprint::quantization
