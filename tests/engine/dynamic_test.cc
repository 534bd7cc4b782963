// Integer operators whose parameters only the run tells, against ONNX Runtime.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "tests/engine/two_runtimes.h"

namespace sprint::tests {
namespace {

class Dynamic : public TwoRuntimes {
 protected:
  void add_quantized(Tensor value) {
    add_input("x", std::move(value));
    add("DynamicQuantizeLinear", {"x"}, {"q", "scale", "zero"});
  }

  void add_weights(DType dtype, const Dims& dims, int zero, const Dims& zero_dims) {
    add_constant("w", bytes(dtype, dims));
    Tensor zeros(dtype, zero_dims);
    std::ranges::fill(zeros.data, static_cast<std::byte>(zero));
    add_constant("w_zero", std::move(zeros));
  }

  void scale_sums(const Dims& channels) {
    add("Cast", {"sums"}, {"cast"}).set(ir::Attribute("to", static_cast<int64_t>(DType::float32)));
    add_constant("w_scale", floats(channels, 0.01F, 0.1F));
    add("Mul", {"scale", "w_scale"}, {"scales"});
    add("Mul", {"cast", "scales"}, {"scaled"});
    add_constant("bias", floats(channels));
    add("Add", {"bias", "scaled"}, {"y"});
    add_output("y", DType::float32);
  }
};

struct ConvCase {
  const char* name;
  int64_t in, out, group, kernel, pad, stride;
  DType weights;
  int zero;  // of the weights
};

class DynamicConv : public Dynamic, public testing::WithParamInterface<ConvCase> {
 protected:
  void add_conv(const std::string& result) {
    const ConvCase& c = GetParam();
    add_quantized(floats({2, c.in, 9, 7}, -1, 2));
    add_weights(c.weights, {c.out, c.in / c.group, c.kernel, c.kernel}, c.zero, {});
    ir::Node& node = add("ConvInteger", {"q", "w", "zero", "w_zero"}, {result});
    node.set(ir::Attribute("pads", Dims(4, c.pad)));
    node.set(ir::Attribute("strides", Dims(2, c.stride)));
    node.set(ir::Attribute("group", c.group));
  }
};

INSTANTIATE_TEST_SUITE_P(
    , DynamicConv,
    testing::Values(ConvCase{"Plain", 3, 20, 1, 3, 1, 1, DType::uint8, 128},
                    ConvCase{"OddZeroPoint", 5, 17, 1, 3, 1, 2, DType::uint8, 77},
                    ConvCase{"ZeroPointAtTheEnd", 5, 33, 1, 1, 0, 1, DType::uint8, 255},
                    ConvCase{"NoZeroPoint", 16, 16, 1, 3, 1, 1, DType::uint8, 0},
                    ConvCase{"Groups", 8, 12, 4, 3, 1, 1, DType::uint8, 3},
                    ConvCase{"Depthwise", 19, 19, 19, 3, 1, 2, DType::uint8, 128},
                    ConvCase{"DepthwiseWithoutZeroPoint", 6, 6, 6, 5, 2, 1, DType::uint8, 0},
                    ConvCase{"LargeDepthwise", 4, 4, 4, 7, 3, 1, DType::uint8, 9}),
    [](const auto& conv) { return std::string(conv.param.name); });

TEST_P(DynamicConv, GivesTheSameSums) {
  add_conv("y");
  add_output("y", DType::int32);
  add_output("q", DType::uint8);
  expect_same();
}

TEST_P(DynamicConv, GivesTheSameFloats) {
  add_conv("sums");
  scale_sums({GetParam().out, 1, 1});
  expect_same();
}

struct MatMulCase {
  const char* name;
  DType weights;
  int zero;
  bool per_column;
};

void PrintTo(const MatMulCase& each, std::ostream* out) { *out << each.name; }

class DynamicMatMul : public Dynamic, public testing::WithParamInterface<MatMulCase> {
 protected:
  static constexpr int64_t kIn = 37, kOut = 21;

  Dims channels() const { return GetParam().per_column ? Dims{kOut} : Dims{}; }

  void add_operands() {
    add_quantized(floats({2, 3, kIn}));
    add_weights(GetParam().weights, {kIn, kOut}, GetParam().zero, channels());
  }
};

INSTANTIATE_TEST_SUITE_P(, DynamicMatMul,
                         testing::Values(MatMulCase{"Signed", DType::int8, 0, false},
                                         MatMulCase{"SignedPerColumn", DType::int8, 0, true},
                                         MatMulCase{"SignedZeroPoint", DType::int8, 21, false},
                                         MatMulCase{"Unsigned", DType::uint8, 128, false},
                                         MatMulCase{"UnsignedPerColumn", DType::uint8, 200, true}),
                         [](const auto& product) { return std::string(product.param.name); });

TEST_P(DynamicMatMul, GivesTheSameSums) {
  add_operands();
  add("MatMulInteger", {"q", "w", "zero", "w_zero"}, {"y"});
  add_output("y", DType::int32);
  expect_same();
}

TEST_P(DynamicMatMul, GivesTheSameFloats) {
  add_operands();
  add("MatMulInteger", {"q", "w", "zero", "w_zero"}, {"sums"});
  scale_sums({kOut});
  expect_same();
}

TEST_P(DynamicMatMul, GivesTheSameInOneNode) {
  add_operands();
  add_constant("w_scale", floats(channels(), 0.01F, 0.1F));
  add_constant("bias", floats({kOut}));
  add_contrib("DynamicQuantizeMatMul", {"x", "w", "w_scale", "w_zero", "bias"}, {"y"});
  add_output("y", DType::float32);
  expect_same();
}

TEST_F(Dynamic, ProductOfComputedMatrices) {
  add_quantized(floats({2, 1, 5, 6}));
  add_input("y", floats({3, 6, 4}));
  add("DynamicQuantizeLinear", {"y"}, {"r", "r_scale", "r_zero"});
  add("MatMulInteger", {"q", "r", "zero", "r_zero"}, {"z"});
  add_output("z", DType::int32);
  expect_same();
}

TEST_F(Dynamic, QuantizesWhatIsAllZero) {
  add_quantized(Tensor(DType::float32, {1, 5}));
  add_output("q", DType::uint8);
  add_output("scale", DType::float32);
  add_output("zero", DType::uint8);
  expect_same();
}

TEST_F(Dynamic, RangesIncludeZero) {
  add_quantized(floats({1, 40}, 1, 2));
  add_output("q", DType::uint8);
  add_output("scale", DType::float32);
  add_output("zero", DType::uint8);
  expect_same();
}

}  // namespace
}  // namespace sprint::tests
