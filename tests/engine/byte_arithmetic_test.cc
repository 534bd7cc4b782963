// Sums, products and joins of every two bytes, against ONNX Runtime.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "tests/engine/two_runtimes.h"

namespace sprint::tests {
namespace {

class ByteArithmetic : public TwoRuntimes {
 protected:
  struct Quantization {
    float scale;
    uint8_t zero_point;
  };

  void expect_all_results(const std::string& op_type, const Quantization& a, const Quantization& b,
                          const Quantization& result) {
    Tensor first(DType::uint8, {256, 256}), second(DType::uint8, {256, 256});
    for (size_t i = 0; i < first.data.size(); ++i) {
      first.as<uint8_t>()[i] = static_cast<uint8_t>(i / 256);
      second.as<uint8_t>()[i] = static_cast<uint8_t>(i % 256);
    }
    add_input("a", std::move(first));
    add_input("b", std::move(second));
    add_quantization("a", a);
    add_quantization("b", b);
    add_quantization("y", result);
    std::vector<std::string> inputs{"a", "a_scale", "a_zero", "b", "b_scale", "b_zero"};
    const bool joins = op_type == "QLinearConcat";
    inputs.insert(joins ? inputs.begin() : inputs.end(), {"y_scale", "y_zero"});
    ir::Node& node = add_contrib(op_type, inputs, {"y"});
    if (joins) node.set(ir::Attribute("axis", int64_t{1}));
    add_output("y", DType::uint8);
    expect_same();
  }

 private:
  void add_quantization(const std::string& name, const Quantization& quantization) {
    add_number(name + "_scale", quantization.scale);
    add_number(name + "_zero", quantization.zero_point);
  }
};

// As in a ResNet-50, whose sum of 183 and 156 is a tie but for the last bit of the zero points'
// share.
TEST_F(ByteArithmetic, SumsRoundWhereOnnxRuntimeDoes) {
  expect_all_results("QLinearAdd", {0x1.d7b23p-4F, 120}, {0x1.285d9ep-3F, 136},
                     {0x1.91a824p-4F, 0});
}

TEST_F(ByteArithmetic, SumsOfScalesFarApartSaturate) {
  expect_all_results("QLinearAdd", {3000.0F, 3}, {0.01F, 250}, {0.0007F, 77});
}

// Ties, and an odd zero point, behind which they go the other way.
TEST_F(ByteArithmetic, ProductsRoundWhereOnnxRuntimeDoes) {
  expect_all_results("QLinearMul", {0.5F, 120}, {0.25F, 7}, {16.0F, 99});
}

TEST_F(ByteArithmetic, ProductsOfAnyScale) {
  expect_all_results("QLinearMul", {0.0237F, 131}, {0.171F, 0}, {0.0931F, 121});
}

// 95 times the first scale divided by the third is under a tie, times their quotient on it.
TEST_F(ByteArithmetic, JoinsDivideByTheScale) {
  expect_all_results("QLinearConcat", {0x1.38c38ap-6F, 131}, {0.171F, 0}, {0x1.d7a0c4p-5F, 121});
}

}  // namespace
}  // namespace sprint::tests
