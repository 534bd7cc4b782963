#include "kernels/pool/pool.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

namespace sprint::kernels {
namespace {

struct Case {
  PoolShape shape;
  int32_t height, width, channels;  // of the input
  ptrdiff_t gap = 0;                // between the channels of one pixel and the next
};

int32_t output_size(int32_t size, int32_t pads, int32_t kernel, int32_t dilation, int32_t stride) {
  return (size + pads - (kernel - 1) * dilation - 1) / stride + 1;
}

template <typename T>
std::vector<T> random_values(size_t count, bool extreme) {
  std::mt19937 random(3);
  std::vector<T> out(count);
  for (T& value : out) value = static_cast<T>(extreme ? 255 : random() % 256);
  return out;
}

// Runs call(kernel, input, output) for every kernel; results must be near the reference's.
template <typename T, typename Call>
void expect_equal_kernels(const Case& c, bool extreme, const Call& call) {
  const PoolShape& s = c.shape;
  const int32_t height =
      output_size(c.height, s.pad_top + s.pad_bottom, s.kernel_height, s.dilation_y, s.stride_y);
  const int32_t width =
      output_size(c.width, s.pad_left + s.pad_right, s.kernel_width, s.dilation_x, s.stride_x);
  ASSERT_GT(height, 0);
  ASSERT_GT(width, 0);
  const ptrdiff_t pixel = c.channels + c.gap;
  const auto in =
      random_values<T>(static_cast<size_t>(c.height * c.width * pixel) + kReadSlack, extreme);
  const auto run = [&](const PoolKernel& kernel) {
    std::vector<T> out(static_cast<size_t>(height * width * pixel), T{77});
    call(kernel, Image<const T>{in.data(), c.height, c.width, c.channels, c.width * pixel, pixel},
         Image<T>{out.data(), height, width, c.channels, width * pixel, pixel});
    return out;
  };
  const std::vector<T> expected = run(pool_kernels().front());
  for (const PoolKernel& kernel : pool_kernels()) {
    if (std::ranges::count(supported_isas(), kernel.isa) == 0) continue;
    const std::vector<T> out = run(kernel);
    for (size_t i = 0; i < out.size(); ++i) {
      const auto value = static_cast<double>(out[i]), wanted = static_cast<double>(expected[i]);
      if (std::is_same_v<T, float> && std::isfinite(wanted)) {
        ASSERT_NEAR(value, wanted, 1e-6 * std::abs(wanted)) << isa_name(kernel.isa) << " at " << i;
      } else {
        ASSERT_EQ(out[i], expected[i]) << isa_name(kernel.isa) << " at " << i;
      }
    }
  }
}

void expect_equal_kernels(const Case& c, bool extreme = false) {
  expect_equal_kernels<uint8_t>(
      c, extreme,
      [&](const PoolKernel& k, const auto& in, const auto& out) { k.max_u8(c.shape, in, out); });
  expect_equal_kernels<float>(
      c, extreme,
      [&](const PoolKernel& k, const auto& in, const auto& out) { k.max_f32(c.shape, in, out); });
  for (float multiplier : {1.0F, 0.5F, 1.37F, 100.0F}) {
    const PoolRequantize params{111, 97, multiplier};
    expect_equal_kernels<uint8_t>(c, extreme,
                                  [&](const PoolKernel& k, const auto& in, const auto& out) {
                                    k.average_u8(c.shape, params, in, out);
                                  });
  }
  expect_equal_kernels<float>(c, extreme,
                              [&](const PoolKernel& k, const auto& in, const auto& out) {
                                k.average_f32(c.shape, in, out);
                              });
}

TEST(PoolTest, AnyNumberOfChannels) {
  for (int32_t channels = 1; channels <= 70; ++channels) {
    expect_equal_kernels({{3, 3, 2, 2, 1, 1, 1, 1, 1, 1}, 7, 8, channels, channels % 4});
    expect_equal_kernels({{2, 2, 2, 2}, 6, 22, channels, 0});
    expect_equal_kernels({{2, 2, 3, 2}, 5, 13, channels, channels % 3});
  }
}

TEST(PoolTest, AnyWindow) {
  for (int32_t kernel = 1; kernel <= 5; ++kernel) {
    for (int32_t stride : {1, 2, 3}) {
      for (int32_t dilation : {1, 2}) {
        for (bool include : {false, true}) {
          const int32_t pad = (kernel - 1) / 2;
          const int32_t other = 4 - pad;
          expect_equal_kernels(
              {{kernel, kernel, stride, stride, dilation, dilation, pad, pad, pad, pad, include},
               11,
               9,
               19,
               2});
          expect_equal_kernels({{kernel, 3, stride, 1, dilation, 1, pad, 1, kernel / 2, 1, include},
                                13,
                                4 + other,
                                33,
                                0});
        }
      }
    }
  }
}

// Rows and pixels that are larger than a kernel may hold at a time.
TEST(PoolTest, LargeRows) {
  expect_equal_kernels({{3, 3, 2, 2, 1, 1, 1, 1, 1, 1}, 5, 301, 64, 0});
  expect_equal_kernels({{2, 5, 1, 3, 1, 2, 0, 4, 0, 4}, 3, 401, 33, 7});
  expect_equal_kernels({{2, 2, 1, 1}, 3, 4, 5000, 1});
  expect_equal_kernels({{1, 2, 1, 1}, 2, 3, 9000, 0});
}

TEST(PoolTest, LargestValues) {
  expect_equal_kernels({{3, 3, 1, 1, 1, 1, 1, 1, 1, 1}, 6, 6, 40, 0}, true);
  expect_equal_kernels({{20, 20, 1, 1}, 21, 21, 20, 0}, true);
}

TEST(PoolTest, GlobalAverage) {
  for (int32_t channels = 1; channels <= 70; ++channels) {
    for (int32_t width : {1, 7, 40}) {
      const Case c{{}, 9, width, channels, channels % 5};
      const auto one_pixel = [&](const auto& out) {
        return std::fill_n(out.data, out.height * out.row_stride, 0), out.data;
      };
      expect_equal_kernels<float>(c, false,
                                  [&](const PoolKernel& k, const auto& in, const auto& out) {
                                    k.global_average_f32(in, one_pixel(out));
                                  });
      for (bool extreme : {false, true}) {
        expect_equal_kernels<uint8_t>(c, extreme,
                                      [&](const PoolKernel& k, const auto& in, const auto& out) {
                                        k.global_average_u8({30, 97, 1.37F}, in, one_pixel(out));
                                      });
      }
    }
  }
}

TEST(PoolTest, GlobalMean) {
  for (int32_t channels = 1; channels <= 70; ++channels) {
    for (const ptrdiff_t pixel : {channels, channels + 5}) {
      const auto in =
          random_values<uint8_t>(static_cast<size_t>(9 * 40 * pixel) + kReadSlack, false);
      const Image<const uint8_t> image{in.data(), 9, 40, channels, 40 * pixel, pixel};
      const auto means = [&](const PoolKernel& kernel) {
        std::vector<float> out(static_cast<size_t>(channels) + 16, 77);
        kernel.global_mean_u8(113, 0.0173F, image, out.data());
        return out;
      };
      for (const PoolKernel& kernel : pool_kernels()) {
        if (std::ranges::count(supported_isas(), kernel.isa) == 0) continue;
        EXPECT_EQ(means(kernel), means(pool_kernels().front())) << isa_name(kernel.isa);
      }
    }
  }
}

TEST(PoolTest, GlobalAverageOfMoreThan65535Pixels) {
  expect_equal_kernels<uint8_t>(Case{{}, 300, 300, 17}, true,
                                [](const PoolKernel& k, const auto& in, const auto& out) {
                                  std::fill_n(out.data, out.height * out.row_stride, 0);
                                  k.global_average_u8({30, 97, 0.9F}, in, out.data);
                                });
}

}  // namespace
}  // namespace sprint::kernels
