// Activations of int8, which the native runtime keeps as uint8, against ONNX Runtime.
#include <string>
#include <vector>

#include "tests/engine/two_runtimes.h"

namespace sprint::tests {
namespace {

class Signed : public TwoRuntimes {
 protected:
  void add_params(const std::string& name, float scale, int8_t zero_point) {
    add_number<float>(name + "_scale", scale);
    add_number<int8_t>(name + "_zero", zero_point);
  }

  void add_image() {
    add_input("x", bytes(DType::int8, {2, 5, 9, 7}));
    add_params("x", 0.04F, -11);
  }

  // An operator of one 8-bit operand, between int8 input and output of the graph.
  void expect_same_of(const std::string& op_type, const std::vector<ir::Attribute>& attributes,
                      float steps) {
    add_image();
    add_params("y", 0.03F, 7);
    ir::Node& node = add_contrib(op_type, {"x", "x_scale", "x_zero", "y_scale", "y_zero"}, {"y"});
    for (const ir::Attribute& attribute : attributes) node.set(attribute);
    add_output("y", DType::int8);
    expect_same(steps);
  }
};

TEST_F(Signed, QuantizedAndBack) {
  add_input("x", floats({3, 4}, -9, 9));
  add_params("q", 0.05F, 3);
  add("QuantizeLinear", {"x", "q_scale", "q_zero"}, {"q"});
  add("DequantizeLinear", {"q", "q_scale", "q_zero"}, {"y"});
  add_output("q", DType::int8);
  add_output("y", DType::float32);
  expect_same(1);
}

TEST_F(Signed, WithoutZeroPoint) {
  add_input("x", bytes(DType::int8, {3, 4}));
  add_number<float>("scale", 0.1F);
  add("DequantizeLinear", {"x", "scale"}, {"y"});
  add_output("y", DType::float32);
  expect_same();
}

TEST_F(Signed, Convolution) {
  add_image();
  add_params("y", 0.9F, 5);
  add_constant("w", bytes(DType::int8, {6, 5, 3, 3}));
  add_params("w", 0.01F, 0);
  add("QLinearConv", {"x", "x_scale", "x_zero", "w", "w_scale", "w_zero", "y_scale", "y_zero"},
      {"y"})
      .set(ir::Attribute("pads", Dims{1, 1, 1, 1}));
  add_output("y", DType::int8);
  expect_same(1);
}

TEST_F(Signed, MatrixProduct) {
  add_input("x", bytes(DType::int8, {4, 19}));
  add_params("x", 0.04F, -11);
  add_params("y", 0.5F, -3);
  add_constant("w", bytes(DType::int8, {19, 10}));
  add_params("w", 0.01F, 0);
  add("QLinearMatMul", {"x", "x_scale", "x_zero", "w", "w_scale", "w_zero", "y_scale", "y_zero"},
      {"y"});
  add_output("y", DType::int8);
  expect_same(1);
}

TEST_F(Signed, ProductOfComputedMatrices) {
  add_input("x", bytes(DType::int8, {2, 4, 19}));
  add_input("w", bytes(DType::int8, {2, 19, 10}));
  add_params("x", 0.04F, -11);
  add_params("w", 0.01F, 23);
  add_params("y", 0.5F, -3);
  add("QLinearMatMul", {"x", "x_scale", "x_zero", "w", "w_scale", "w_zero", "y_scale", "y_zero"},
      {"y"});
  add_output("y", DType::int8);
  expect_same(1);
}

TEST_F(Signed, Gemm) {
  add_input("x", bytes(DType::int8, {4, 19}));
  add_params("x", 0.04F, -11);
  add_params("y", 0.5F, -3);
  add_constant("w", bytes(DType::int8, {19, 10}));
  add_params("w", 0.01F, 0);
  add_contrib("QGemm",
              {"x", "x_scale", "x_zero", "w", "w_scale", "w_zero", "", "y_scale", "y_zero"}, {"y"});
  add_output("y", DType::int8);
  expect_same(1);
}

TEST_F(Signed, SumAndProductWithAConstant) {
  add_image();
  add_params("y", 0.06F, 9);
  add_constant("c", bytes(DType::int8, {5, 1, 1}));
  add_params("c", 0.02F, -4);
  add_contrib("QLinearAdd",
              {"x", "x_scale", "x_zero", "c", "c_scale", "c_zero", "y_scale", "y_zero"}, {"sum"});
  add_contrib("QLinearMul",
              {"sum", "y_scale", "y_zero", "c", "c_scale", "c_zero", "y_scale", "y_zero"}, {"y"});
  add_output("sum", DType::int8);
  add_output("y", DType::int8);
  expect_same(1);
}

TEST_F(Signed, Concatenation) {
  add_image();
  add_params("y", 0.05F, 9);
  add_constant("c", bytes(DType::int8, {2, 3, 9, 7}));
  add_params("c", 0.02F, -4);
  add_contrib("QLinearConcat",
              {"y_scale", "y_zero", "x", "x_scale", "x_zero", "c", "c_scale", "c_zero"}, {"y"})
      .set(ir::Attribute("axis", int64_t{1}));
  add_output("y", DType::int8);
  expect_same(1);
}

TEST_F(Signed, Functions) { expect_same_of("QLinearSigmoid", {}, 1); }
TEST_F(Signed, LeakyRelu) { expect_same_of("QLinearLeakyRelu", {{"alpha", 0.2F}}, 1); }
TEST_F(Signed, AveragePool) {
  expect_same_of("QLinearAveragePool", {{"kernel_shape", Dims{3, 3}}, {"pads", Dims{1, 1, 1, 1}}},
                 1);
}
TEST_F(Signed, GlobalAveragePool) { expect_same_of("QLinearGlobalAveragePool", {}, 1); }
TEST_F(Signed, Softmax) {
  expect_same_of("QLinearSoftmax", {{"axis", int64_t{1}}, {"opset", int64_t{13}}}, 1);
}

TEST_F(Signed, Choice) {
  add_image();
  add_params("y", 0.05F, 9);
  add_params("c", 0.02F, -4);
  add_constant("c", bytes(DType::int8, {1, 5, 1, 7}));
  Tensor condition(DType::boolean, {5, 9, 7});
  for (std::byte& value : condition.data) value = static_cast<std::byte>(random_() % 2);
  add_input("condition", std::move(condition));
  add_contrib(
      "QLinearWhere",
      {"condition", "x", "x_scale", "x_zero", "c", "c_scale", "c_zero", "y_scale", "y_zero"},
      {"y"});
  add_output("y", DType::int8);
  expect_same(1);
}

TEST_F(Signed, MovesAndOrder) {
  add_image();
  add("MaxPool", {"x"}, {"pooled"}).set(ir::Attribute("kernel_shape", Dims{2, 2}));
  add_list<int64_t>("pads", {0, 0, 1, 2, 0, 0, 0, 1});
  add("Pad", {"pooled", "pads"}, {"padded"});
  add("Transpose", {"padded"}, {"turned"}).set(ir::Attribute("perm", Dims{0, 3, 1, 2}));
  add("Concat", {"turned", "turned"}, {"joined"}).set(ir::Attribute("axis", int64_t{2}));
  add_number<int8_t>("low", -100);
  add_number<int8_t>("high", 90);
  add("Clip", {"joined", "low", "high"}, {"y"});
  add_list<int64_t>("shape", {2, -1});
  add("Reshape", {"y", "shape"}, {"flat"});
  add_output("padded", DType::int8);
  add_output("y", DType::int8);
  add_output("flat", DType::int8);
  expect_same();
}

}  // namespace
}  // namespace sprint::tests
