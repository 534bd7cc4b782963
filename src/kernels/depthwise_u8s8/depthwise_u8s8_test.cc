#include "kernels/depthwise_u8s8/depthwise_u8s8.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "kernels/shortcut.h"

namespace sprint::kernels {
namespace {

enum class Second { none, simple, rectified, residual, affine };

struct Case {
  ConvShape shape;
  int32_t height = 1, width = 1;  // of the output
  ptrdiff_t gap = 0;              // between the channels of one pixel and the next
  bool extreme = false;           // only the largest pixels and weights
  Second second = Second::none;
  float scale = 0.01F;
  int32_t low = 0, high = 255;
};

// Everything that one call needs, at random.
class Problem {
 public:
  Problem(const Case& c, uint32_t seed) : case_(c), random_(seed) {
    const ConvShape& s = c.shape;
    channels_ = s.out_channels;
    in_height_ = (c.height - 1) * s.stride_y + (s.kernel_height - 1) * s.dilation_y + 1;
    in_width_ = (c.width - 1) * s.stride_x + (s.kernel_width - 1) * s.dilation_x + 1;
    pixel_stride_ = channels_ + c.gap;
    input_ = bytes(in_height_ * in_width_);
    residual_ = bytes(c.height * c.width);
    const auto taps = static_cast<size_t>(channels_ * s.kernel_height * s.kernel_width);
    std::vector<int8_t> weights(taps);
    for (int8_t& w : weights)
      w = static_cast<int8_t>(c.extreme ? between(0, 1) * 255 - 128 : between(-128, 127));
    const auto arrays = static_cast<size_t>(channels_) + kReadSlack;
    std::vector<int32_t> bias(static_cast<size_t>(channels_));
    for (int32_t& b : bias) b = between(-20000, 20000);
    multiplier_.resize(arrays);
    affine_multiplier_.resize(arrays);
    affine_offset_.resize(arrays);
    for (size_t i = 0; i < static_cast<size_t>(channels_); ++i) {
      // Powers of two make ties.
      multiplier_[i] = i % 3 == 0 ? 0.125F : c.scale * static_cast<float>(between(1, 100)) / 37;
      affine_multiplier_[i] = static_cast<float>(between(-200, 200)) / 64;
      affine_offset_[i] = static_cast<float>(between(-2000, 2000)) / 8;
    }
    packed_ = pack_depthwise_u8s8(s, weights, bias, 131);
  }

  std::vector<uint8_t> run(const DepthwiseU8S8Kernel& kernel) {
    std::vector<uint8_t> out(static_cast<size_t>(case_.height * case_.width * pixel_stride_), 77);
    Residual residual{{residual_.data(), case_.height, case_.width, channels_,
                       case_.width * pixel_stride_, pixel_stride_},
                      0.77F,
                      1.31F,
                      -51.5F,
                      channels_ % 2 == 0};
    ChannelAffine affine{affine_multiplier_.data(), affine_offset_.data()};
    OutputStage stage{multiplier_.data(), 113, case_.low, case_.high, nullptr, nullptr};
    PackedDepthwiseU8S8 packed = packed_;
    if (case_.second == Second::simple || case_.second == Second::rectified) {
      stage.zero_point = case_.second == Second::simple ? 113 : 0;
      stage.low = 0;
      stage.high = 255;
      stage.shortcut = shortcut_of(packed.weights, packed.bias, channels_, stage);
      EXPECT_EQ(stage.shortcut,
                case_.second == Second::simple ? Shortcut::simple : Shortcut::rectified);
      take(stage.shortcut, packed.bias);
    }
    if (case_.second == Second::residual) stage.residual = &residual;
    if (case_.second == Second::affine) stage.affine = &affine;
    kernel.to_u8(
        packed,
        {input_.data(), in_height_, in_width_, channels_, in_width_ * pixel_stride_, pixel_stride_},
        {out.data(), case_.height, case_.width, channels_, case_.width * pixel_stride_,
         pixel_stride_},
        stage);
    return out;
  }

 private:
  int32_t between(int32_t low, int32_t high) {
    return std::uniform_int_distribution<int32_t>(low, high)(random_);
  }
  std::vector<uint8_t> bytes(int32_t pixels) {
    std::vector<uint8_t> out(static_cast<size_t>(pixels * pixel_stride_) + kReadSlack);
    for (uint8_t& b : out) b = static_cast<uint8_t>(case_.extreme ? 255 : between(0, 255));
    return out;
  }

  Case case_;
  std::mt19937 random_;
  int32_t channels_ = 0, in_height_ = 0, in_width_ = 0;
  ptrdiff_t pixel_stride_ = 0;
  std::vector<uint8_t> input_, residual_;
  std::vector<float> multiplier_, affine_multiplier_, affine_offset_;
  PackedDepthwiseU8S8 packed_;
};

void expect_equal_kernels(const Case& c, uint32_t seed) {
  Problem problem(c, seed);
  const std::vector<uint8_t> expected = problem.run(depthwise_u8s8_kernels().front());
  for (const DepthwiseU8S8Kernel& kernel : depthwise_u8s8_kernels()) {
    if (std::ranges::count(supported_isas(), kernel.isa) == 0) continue;
    const ConvShape& s = c.shape;
    EXPECT_EQ(problem.run(kernel), expected)
        << isa_name(kernel.isa) << ' ' << s.out_channels << " channels, kernel " << s.kernel_height
        << 'x' << s.kernel_width << ", stride " << s.stride_y << 'x' << s.stride_x << ", output "
        << c.height << 'x' << c.width;
  }
}

ConvShape shape(int32_t channels, int32_t kernel, int32_t stride, int32_t dilation = 1) {
  return {channels, channels, kernel, kernel, stride, stride, dilation, dilation};
}

TEST(DepthwiseU8S8Test, AnyNumberOfChannels) {
  for (int32_t channels = 1; channels <= 134; ++channels) {
    for (int32_t stride : {1, 2}) {
      expect_equal_kernels({shape(channels, 3, stride), 3, 5, channels % 3}, 1);
    }
  }
}

TEST(DepthwiseU8S8Test, AnySizeOfOutput) {
  for (int32_t height = 1; height <= 5; ++height) {
    for (int32_t width = 1; width <= 9; ++width) {
      for (int32_t stride : {1, 2, 3}) {
        expect_equal_kernels({shape(21, 3, stride), height, width, 0}, 2);
      }
    }
  }
}

// Bands of rows that a vector holds together, of blocks of 16, 32 and 64 channels.
TEST(DepthwiseU8S8Test, AnyHeightOfEveryBlock) {
  for (int32_t height = 1; height <= 18; ++height) {
    for (int32_t channels : {9, 16, 25, 32, 48, 55, 64}) {
      for (int32_t stride : {1, 2}) {
        Case c{shape(channels, 3, stride), height, 3, 2};
        for (Second second :
             {Second::none, Second::simple, Second::rectified, Second::residual, Second::affine}) {
          c.second = second;
          expect_equal_kernels(c, 9);
        }
      }
    }
  }
}

TEST(DepthwiseU8S8Test, PartsOfLargeImages) {
  expect_equal_kernels({shape(20, 3, 1), 37, 61, 0}, 10);
  expect_equal_kernels({shape(67, 3, 2), 21, 101, 1}, 11);
  expect_equal_kernels({shape(64, 3, 1), 9, 501, 0}, 12);
}

TEST(DepthwiseU8S8Test, AnyKernelStrideAndDilation) {
  for (int32_t height = 1; height <= 9; ++height) {
    for (int32_t width : {1, 2, 3, 5, 7}) {
      for (int32_t stride : {1, 2}) {
        for (int32_t dilation : {1, 2}) {
          ConvShape s = shape(35, height, stride, dilation);
          s.kernel_width = width;
          expect_equal_kernels({s, 3, 4, 5}, 3);
          s.stride_x = 3 - stride;
          expect_equal_kernels({s, 2, 3, 0}, 4);
        }
      }
    }
  }
}

TEST(DepthwiseU8S8Test, SecondStages) {
  for (Second second : {Second::simple, Second::rectified, Second::residual, Second::affine}) {
    for (int32_t channels : {5, 16, 50}) {
      for (int32_t stride : {1, 2}) {
        Case c{shape(channels, 3, stride), 5, 6, 3};
        c.second = second;
        expect_equal_kernels(c, 5);
        c.shape.kernel_height = 5;
        expect_equal_kernels(c, 6);
      }
    }
  }
}

TEST(DepthwiseU8S8Test, LargestSumsSaturate) {
  for (float scale : {1e-9F, 0.001F, 1.0F, 1e30F}) {
    for (int32_t kernel : {3, 9}) {
      Case c{shape(33, kernel, 1), 4, 4, 0, true};
      c.scale = scale;
      expect_equal_kernels(c, 7);
      c.low = 20;
      c.high = 200;
      for (Second second : {Second::none, Second::residual, Second::affine}) {
        c.second = second;
        expect_equal_kernels(c, 8);
      }
    }
  }
}

}  // namespace
}  // namespace sprint::kernels
