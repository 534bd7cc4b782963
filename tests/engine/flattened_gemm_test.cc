// Gemm of flattened images, which the native runtime reads as they are, against ONNX Runtime.
#include <string>
#include <vector>

#include "tests/engine/two_runtimes.h"

namespace sprint::tests {
namespace {

class FlattenedGemm : public TwoRuntimes {
 protected:
  // Images [2, 5, 4, 3] made by a convolution.
  void add_images() {
    add_input("x", floats({2, 3, 6, 5}));
    add_constant("kernel", floats({5, 3, 3, 3}));
    add("Conv", {"x", "kernel"}, {"images"});
  }

  void add_quantized_images() {
    add_input("x", bytes(DType::uint8, {2, 3, 6, 5}));
    add_constant("kernel", bytes(DType::int8, {5, 3, 3, 3}));
    add_number("x_scale", 0x1p-6F);
    add_number("w_scale", 0x1p-7F);
    add_number("scale", 0x1p-2F);
    add_number("zero", uint8_t{125});
    add_number("w_zero", int8_t{0});
    add("QLinearConv", {"x", "x_scale", "zero", "kernel", "w_scale", "w_zero", "scale", "zero"},
        {"images"});
  }

  void add_gemm(const std::string& rows, int64_t transposed) {
    add_constant("w", floats(transposed != 0 ? Dims{7, 60} : Dims{60, 7}));
    add_constant("bias", floats({7}));
    add("Gemm", {rows, "w", "bias"}, {"y"}).set(ir::Attribute("transB", transposed));
    add_output("y", DType::float32);
  }
};

TEST_F(FlattenedGemm, InFloat) {
  add_images();
  add("Flatten", {"images"}, {"rows"});
  add_gemm("rows", 1);
  expect_same();
}

TEST_F(FlattenedGemm, OfAReshapeWithWeightsByInput) {
  add_images();
  add_list<int64_t>("shape", {2, -1});
  add("Reshape", {"images", "shape"}, {"rows"});
  add_gemm("rows", 0);
  expect_same();
}

TEST_F(FlattenedGemm, NotOfOtherRows) {
  add_images();
  add_list<int64_t>("shape", {1, -1});
  add("Reshape", {"images", "shape"}, {"row"});
  add_constant("w", floats({120, 7}));
  add("Gemm", {"row", "w"}, {"y"});
  add_output("y", DType::float32);
  expect_same();
}

TEST_F(FlattenedGemm, OfRowsThatOthersTakeToo) {
  add_images();
  add("Flatten", {"images"}, {"rows"});
  add_gemm("rows", 1);
  add_output("rows", DType::float32);
  expect_same();
}

TEST_F(FlattenedGemm, InEightBits) {
  add_quantized_images();
  add("Flatten", {"images"}, {"rows"});
  add_constant("w", bytes(DType::uint8, {7, 60}));
  add_number("gemm_zero", uint8_t{77});
  add_list("bias", std::vector<int32_t>(7, 999));
  add_contrib("QGemm",
              {"rows", "scale", "zero", "w", "w_scale", "gemm_zero", "bias", "scale", "zero"},
              {"y"})
      .set(ir::Attribute("transB", int64_t{1}));
  add_output("y", DType::uint8);
  expect_same();
}

}  // namespace
}  // namespace sprint::tests
