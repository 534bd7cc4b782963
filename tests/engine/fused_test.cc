// What ONNX Runtime's optimizer writes, in the native runtime, against ONNX Runtime.
#include <string>
#include <vector>

#include "tests/engine/two_runtimes.h"

namespace sprint::tests {
namespace {

struct ActivationCase {
  const char* name;
  std::vector<float> params;
};

void PrintTo(const ActivationCase& each, std::ostream* out) { *out << each.name; }

class Fused : public TwoRuntimes, public testing::WithParamInterface<ActivationCase> {};

INSTANTIATE_TEST_SUITE_P(, Fused,
                         testing::Values(ActivationCase{"Relu", {}}, ActivationCase{"Tanh", {}},
                                         ActivationCase{"Sigmoid", {}},
                                         ActivationCase{"LeakyRelu", {0.3F}},
                                         ActivationCase{"Clip", {-0.5F, 0.75F}},
                                         ActivationCase{"HardSigmoid", {0.3F, 0.4F}}),
                         [](const auto& each) { return std::string(each.param.name); });

TEST_P(Fused, Convolution) {
  add_input("x", floats({1, 3, 8, 6}));
  add_constant("w", floats({5, 3, 3, 3}));
  add_constant("bias", floats({5}));
  ir::Node& conv = add_contrib("FusedConv", {"x", "w", "bias"}, {"y"});
  conv.set(ir::Attribute("activation", std::string(GetParam().name)));
  if (!GetParam().params.empty()) conv.set(ir::Attribute("activation_params", GetParam().params));
  conv.set(ir::Attribute("pads", Dims{1, 1, 1, 1}));
  add_output("y", DType::float32);
  expect_same();
}

TEST_P(Fused, Gemm) {
  if (std::string(GetParam().name) == "Clip") GTEST_SKIP() << "ONNX Runtime fuses no Clip here";
  add_input("x", floats({4, 6}));
  add_constant("w", floats({5, 6}));
  add_constant("bias", floats({5}));
  ir::Node& gemm = add_contrib("FusedGemm", {"x", "w", "bias"}, {"y"});
  gemm.set(ir::Attribute("transB", int64_t{1}));
  gemm.set(ir::Attribute("activation", std::string(GetParam().name)));
  const std::vector<float>& params = GetParam().params;
  if (!params.empty()) gemm.set(ir::Attribute("activation_alpha", params[0]));
  if (params.size() > 1) gemm.set(ir::Attribute("activation_beta", params[1]));
  add_output("y", DType::float32);
  expect_same();
}

using FusedOthers = TwoRuntimes;

TEST_F(FusedOthers, ConvolutionWithASum) {
  add_input("x", floats({1, 3, 8, 6}));
  add_input("z", floats({1, 5, 6, 4}));
  add_constant("w", floats({5, 3, 3, 3}));
  add_constant("bias", floats({5}));
  add_contrib("FusedConv", {"x", "w", "bias", "z"}, {"y"})
      .set(ir::Attribute("activation", std::string("Relu")));
  add_output("y", DType::float32);
  expect_same();
}

// Behind a clamp, behind nothing, of groups, and where it stays a step of its own: behind a
// depthwise convolution and behind another activation.
TEST_F(FusedOthers, ConvolutionsWithBatchNormalization) {
  add_input("x", floats({2, 6, 9, 7}));
  add_constant("dense", floats({6, 6, 3, 3}));
  add_constant("grouped", floats({6, 3, 3, 3}));
  add_constant("depthwise", floats({6, 1, 3, 3}));
  for (const char* name : {"scale", "offset", "mean"}) add_constant(name, floats({6}));
  add_constant("variance", floats({6}, 0.5F, 2));
  const auto block = [&](const std::string& in, const std::string& weights, int64_t group,
                         const std::string& activation, const std::string& out) {
    ir::Node& node = add("Conv", {in, weights}, {out + "_conv"});
    node.set(ir::Attribute("group", group));
    node.set(ir::Attribute("pads", Dims{1, 1, 1, 1}));
    if (!activation.empty()) add(activation, {out + "_conv"}, {out + "_active"});
    add("BatchNormalization",
        {out + (activation.empty() ? "_conv" : "_active"), "scale", "offset", "mean", "variance"},
        {out});
  };
  block("x", "dense", 1, "Relu", "a");
  block("a", "grouped", 2, "Relu", "b");
  block("b", "depthwise", 6, "Relu", "c");
  block("c", "grouped", 2, "", "d");
  block("d", "dense", 1, "Sigmoid", "y");
  add_output("y", DType::float32);
  expect_same();
}

// x -> three convolutions that are added up, the last two of groups, with one broadcast at the end.
TEST_F(FusedOthers, SumsOfConvolutions) {
  add_input("x", floats({2, 6, 8, 7}));
  add_constant("dense", floats({6, 6, 3, 3}));
  add_constant("grouped", floats({6, 3, 3, 3}));
  add_constant("depthwise", floats({6, 1, 3, 3}));
  add_constant("channels", floats({1, 6, 1, 1}));
  const auto conv = [&](const std::string& in, const std::string& weights, int64_t group) {
    ir::Node& node = add("Conv", {in, weights}, {weights + "_conv"});
    node.set(ir::Attribute("group", group));
    node.set(ir::Attribute("pads", Dims{1, 1, 1, 1}));
  };
  conv("x", "dense", 1);
  conv("dense_conv", "grouped", 2);
  add("Add", {"dense_conv", "grouped_conv"}, {"two"});
  add("Relu", {"two"}, {"positive"});
  conv("positive", "depthwise", 6);
  add("Add", {"depthwise_conv", "positive"}, {"three"});
  add("Add", {"three", "channels"}, {"y"});
  add_output("y", DType::float32);
  expect_same();
}

TEST_F(FusedOthers, MatrixProducts) {
  add_input("a", floats({2, 3, 6, 5}));
  add_input("b", floats({2, 3, 7, 6}));
  ir::Node& product = add_contrib("FusedMatMul", {"a", "b"}, {"y"});
  product.set(ir::Attribute("transA", int64_t{1}));
  product.set(ir::Attribute("transB", int64_t{1}));
  product.set(ir::Attribute("alpha", 0.25F));
  add_contrib("FusedMatMul", {"y", "y"}, {"z"}).set(ir::Attribute("transB", int64_t{1}));
  add_output("z", DType::float32);
  expect_same();
}

TEST_F(FusedOthers, Gelu) {
  add_input("x", floats({4, 6}, -5, 5));
  add_constant("bias", floats({6}));
  add_contrib("Gelu", {"x"}, {"y"});
  add_contrib("BiasGelu", {"x", "bias"}, {"z"});
  add_output("y", DType::float32);
  add_output("z", DType::float32);
  expect_same();
}

}  // namespace
}  // namespace sprint::tests
