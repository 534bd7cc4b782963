#include "kernels/conv_f32/conv_f32.h"

#include <gtest/gtest.h>

#include "kernels/conv_f32/float_conv_test.h"

namespace sprint::kernels {
namespace {

ConvShape random_shape(Random& random) {
  ConvShape shape;
  shape.in_channels = random.integer(1, 40);
  shape.out_channels = random.integer(1, 150);
  shape.kernel_height = random.integer(1, 5);
  shape.kernel_width = random.integer(1, 5);
  shape.stride_y = random.integer(1, 3);
  shape.stride_x = random.integer(1, 3);
  shape.dilation_y = random.integer(1, 2);
  shape.dilation_x = random.integer(1, 2);
  return shape;
}

void check_against_reference(const ConvF32Kernel& kernel, const ConvShape& shape, int32_t height,
                             int32_t width, unsigned seed) {
  Random random(seed);
  const int32_t gap = random.integer(0, 1) * random.integer(1, 9);
  const size_t terms =
      static_cast<size_t>(shape.kernel_height) * shape.kernel_width * shape.in_channels;
  const OwnedImage input(
      random, input_extent(height, shape.stride_y, shape.kernel_height, shape.dilation_y),
      input_extent(width, shape.stride_x, shape.kernel_width, shape.dilation_x), shape.in_channels,
      gap);
  const OwnedImage residual(random, height, width, shape.out_channels, random.integer(0, 5));
  OwnedImage expected(random, height, width, shape.out_channels, random.integer(0, 5));
  OwnedImage actual = expected;
  actual.view.data = actual.memory.data();
  const auto weights = random.reals(terms * shape.out_channels);
  const auto bias = random.reals(random.integer(0, 1) * shape.out_channels);
  const auto packed = pack_conv_f32(shape, weights, bias, gap == 0);
  const Image<const float> residual_view = residual.read();
  const auto multiplier = random.reals(shape.out_channels + kReadSlack / sizeof(float)),
             offset = random.reals(multiplier.size());
  const FloatAffine affine{multiplier.data(), offset.data()};
  FloatOutputStage stage{random_activation(random),
                         random.integer(0, 1) ? &residual_view : nullptr};
  const ActivationKind kind = stage.activation.kind;
  if ((kind == ActivationKind::none || kind == ActivationKind::clamp) && random.integer(0, 1)) {
    stage.affine = &affine;
  }
  conv_f32_kernels().front().run(packed, input.read(), expected.view, stage);
  kernel.run(packed, input.read(), actual.view, stage);
  EXPECT_TRUE(same_but_rounding(expected, actual, 4 + static_cast<float>(terms)))
      << "seed " << seed << " isa " << isa_name(kernel.isa);
}

TEST(ConvF32, AgreesWithTheReference) {
  for (const ConvF32Kernel& kernel : conv_f32_kernels())
    if (std::ranges::count(supported_isas(), kernel.isa))
      for (unsigned seed = 0; seed < 600; ++seed) {
        Random random(seed);
        const ConvShape shape = random_shape(random);
        check_against_reference(kernel, shape, random.integer(1, 6), random.integer(1, 19), seed);
      }
}

// More tiles than are run at once, of rows and of whole images.
TEST(ConvF32, AgreesWithTheReferenceOnWideRows) {
  const ConvShape square{5, 35, 3, 3, 1, 1, 1, 1}, pointwise{7, 20};
  for (const ConvF32Kernel& kernel : conv_f32_kernels()) {
    if (!std::ranges::count(supported_isas(), kernel.isa)) continue;
    for (unsigned seed = 0; seed < 6; ++seed) {
      for (const int32_t width : {113, 230, 337}) {
        check_against_reference(kernel, square, 3, width, seed);
        check_against_reference(kernel, pointwise, 3, width, seed);
      }
    }
  }
}

// More weights than are taken at once, and a last block of 16 channels that is not full.
TEST(ConvF32, AgreesWithTheReferenceOnManyChannels) {
  const ConvShape square{500, 75, 3, 3, 1, 1, 1, 1}, dense{700, 309};
  for (const ConvF32Kernel& kernel : conv_f32_kernels()) {
    if (!std::ranges::count(supported_isas(), kernel.isa)) continue;
    for (unsigned seed = 0; seed < 4; ++seed) {
      check_against_reference(kernel, square, 3, 5, seed);
      check_against_reference(kernel, dense, 1, 1, seed);
    }
  }
}

TEST(ConvF32, AnOutputWithoutPixelsIsNotTouched) {
  Random random(1);
  const OwnedImage input(random, 3, 3, 4, 0);
  const auto packed = pack_conv_f32({4, 5}, random.reals(4 * 5), {}, true);
  for (const ConvF32Kernel& kernel : conv_f32_kernels()) {
    if (!std::ranges::count(supported_isas(), kernel.isa)) continue;
    for (const auto& [height, width] : {std::pair{0, 3}, {3, 0}, {0, 0}}) {
      float untouched = 7;
      kernel.run(packed, input.read(), {&untouched, height, width, 5, 15, 5}, {});
      EXPECT_EQ(untouched, 7);
    }
  }
}

TEST(ConvF32, ReferenceIsTheLowestLevel) {
  EXPECT_EQ(&conv_f32_kernel(Isa::baseline), &conv_f32_kernels().front());
}

}  // namespace
}  // namespace sprint::kernels
