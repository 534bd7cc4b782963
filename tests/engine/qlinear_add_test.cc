// Every sum of two bytes, against ONNX Runtime.
#include <cstddef>
#include <cstdint>

#include "tests/engine/two_runtimes.h"

namespace sprint::tests {
namespace {

class QLinearAdd : public TwoRuntimes {
 protected:
  struct Quantization {
    float scale;
    uint8_t zero_point;
  };

  void expect_all_sums(const Quantization& a, const Quantization& b, const Quantization& sum) {
    Tensor first(DType::uint8, {256, 256}), second(DType::uint8, {256, 256});
    for (size_t i = 0; i < first.data.size(); ++i) {
      first.as<uint8_t>()[i] = static_cast<uint8_t>(i / 256);
      second.as<uint8_t>()[i] = static_cast<uint8_t>(i % 256);
    }
    add_input("a", std::move(first));
    add_input("b", std::move(second));
    add_quantization("a", a);
    add_quantization("b", b);
    add_quantization("sum", sum);
    add_contrib("QLinearAdd",
                {"a", "a_scale", "a_zero", "b", "b_scale", "b_zero", "sum_scale", "sum_zero"},
                {"sum"});
    add_output("sum", DType::uint8);
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
TEST_F(QLinearAdd, RoundsWhereOnnxRuntimeDoes) {
  expect_all_sums({0x1.d7b23p-4F, 120}, {0x1.285d9ep-3F, 136}, {0x1.91a824p-4F, 0});
}

TEST_F(QLinearAdd, SaturatesWhereScalesAreFarApart) {
  expect_all_sums({3000.0F, 3}, {0.01F, 250}, {0.0007F, 77});
}

}  // namespace
}  // namespace sprint::tests
