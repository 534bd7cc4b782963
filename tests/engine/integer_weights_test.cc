// Integer products whose weights have zero points anywhere, against ONNX Runtime. All scales are
// powers of two, so that both give the same bits.
#include <ostream>
#include <string>
#include <vector>

#include "tests/engine/two_runtimes.h"

namespace sprint::tests {
namespace {

struct Weights {
  DType dtype;
  int zero_point;
};

void PrintTo(const Weights& each, std::ostream* out) { *out << each.zero_point; }

class IntegerWeights : public TwoRuntimes, public testing::WithParamInterface<Weights> {
 protected:
  // Any value of the type, so that not all fit int8 without their zero point.
  void add_weights(Dims dims) {
    add_constant("w", bytes(GetParam().dtype, std::move(dims)));
    if (GetParam().dtype == DType::uint8) {
      add_number("w_zero", static_cast<uint8_t>(GetParam().zero_point));
    } else {
      add_number("w_zero", static_cast<int8_t>(GetParam().zero_point));
    }
  }

  void add_scales(float y) {
    add_number("x_scale", 0x1p-6F);
    add_number("w_scale", 0x1p-7F);
    add_number("y_scale", y);
    add_number("x_zero", uint8_t{119});
    add_number("y_zero", uint8_t{131});
  }

  void expect_same_convolution(int64_t channels, const Dims& weights, int64_t group) {
    add_input("x", bytes(DType::uint8, {2, channels, 7, 6}));
    add_weights(weights);
    add_scales(0x1p-3F);
    add_list("bias", std::vector<int32_t>(static_cast<size_t>(weights[0]), -1234));
    ir::Node& conv = add(
        "QLinearConv",
        {"x", "x_scale", "x_zero", "w", "w_scale", "w_zero", "y_scale", "y_zero", "bias"}, {"y"});
    conv.set(ir::Attribute("group", group));
    conv.set(ir::Attribute("pads", Dims{1, 1, 1, 1}));
    add_output("y", DType::uint8);
    expect_same();
  }
};

INSTANTIATE_TEST_SUITE_P(, IntegerWeights,
                         testing::Values(Weights{DType::uint8, 128}, Weights{DType::uint8, 0},
                                         Weights{DType::uint8, 255}, Weights{DType::uint8, 100},
                                         Weights{DType::int8, 0}, Weights{DType::int8, -128},
                                         Weights{DType::int8, 17}),
                         [](const auto& each) {
                           const bool is_signed = each.param.dtype == DType::int8;
                           return (is_signed ? "s8_" : "u8_") +
                                  std::to_string(each.param.zero_point + 128);
                         });

TEST_P(IntegerWeights, Convolution) { expect_same_convolution(5, {19, 5, 3, 3}, 1); }
TEST_P(IntegerWeights, GroupedConvolution) { expect_same_convolution(6, {4, 3, 3, 3}, 2); }
TEST_P(IntegerWeights, DepthwiseConvolution) { expect_same_convolution(6, {6, 1, 3, 3}, 6); }

// Three channels to sixteen, over a row of even width.
TEST_P(IntegerWeights, FirstLayer) { expect_same_convolution(3, {16, 3, 3, 3}, 1); }

TEST_P(IntegerWeights, FirstLayerWithBatchNormalization) {
  add_input("x", bytes(DType::uint8, {2, 3, 7, 8}));
  add_weights({16, 3, 3, 3});
  add_scales(0x1p-3F);
  add("QLinearConv", {"x", "x_scale", "x_zero", "w", "w_scale", "w_zero", "y_scale", "y_zero"},
      {"sums"})
      .set(ir::Attribute("pads", Dims{1, 1, 1, 1}));
  add("DequantizeLinear", {"sums", "y_scale", "y_zero"}, {"real"});
  add_constant("gamma", floats({16}, -2, 2));
  for (const char* name : {"beta", "mean"}) add_constant(name, floats({16}));
  add_constant("variance", floats({16}, 0.5F, 2));
  add("BatchNormalization", {"real", "gamma", "beta", "mean", "variance"}, {"normal"});
  add("QuantizeLinear", {"normal", "y_scale", "y_zero"}, {"y"});
  add_output("y", DType::uint8);
  expect_same(1);
}

TEST_P(IntegerWeights, MatrixProduct) {
  add_input("x", bytes(DType::uint8, {2, 3, 37}));
  add_weights({37, 21});
  add_scales(0x1p-3F);
  add("QLinearMatMul", {"x", "x_scale", "x_zero", "w", "w_scale", "w_zero", "y_scale", "y_zero"},
      {"y"});
  add_output("y", DType::uint8);
  expect_same();
}

TEST_P(IntegerWeights, Gemm) {
  add_input("x", bytes(DType::uint8, {3, 37}));
  add_weights({21, 37});
  add_scales(0x1p-3F);
  add_list("bias", std::vector<int32_t>(21, 4321));
  const std::vector<std::string> inputs{"x", "x_scale", "x_zero", "w", "w_scale", "w_zero", "bias"};
  std::vector<std::string> quantized = inputs;
  quantized.insert(quantized.end(), {"y_scale", "y_zero"});
  add_contrib("QGemm", quantized, {"y"}).set(ir::Attribute("transB", int64_t{1}));
  add_contrib("QGemm", inputs, {"z"}).set(ir::Attribute("transB", int64_t{1}));
  add_output("y", DType::uint8);
  add_output("z", DType::float32);
  expect_same();
}

}  // namespace
}  // namespace sprint::tests
