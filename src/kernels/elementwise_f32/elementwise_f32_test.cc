#include "kernels/elementwise_f32/elementwise_f32.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

namespace sprint::kernels {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

// Uniform values of several scales, then special ones.
std::vector<float> samples(size_t count) {
  std::mt19937 engine(1);
  std::vector<float> values = {0.0f,      -0.0f,      1e-40f, 1.0f, -1.0f,
                               kInfinity, -kInfinity, kNan,   3e38f};
  for (float scale = 1e-3f; values.size() < count; scale = scale > 100 ? 1e-3f : scale * 3)
    values.push_back(std::uniform_real_distribution<float>(-scale, scale)(engine));
  values.resize(count);
  return values;
}

testing::AssertionResult near(const std::vector<float>& expected, const std::vector<float>& actual,
                              float relative, float absolute) {
  for (size_t i = 0; i < expected.size(); ++i) {
    const float a = expected[i], b = actual[i];
    if (a == b || (std::isnan(a) && std::isnan(b))) continue;
    if (!(std::fabs(a - b) <= relative * std::fabs(a) + absolute))
      return testing::AssertionFailure() << "element " << i << ": " << a << " and " << b;
  }
  return testing::AssertionSuccess();
}

template <typename Check>
void for_each_kernel(Check check) {
  for (const ElementwiseF32Kernel& kernel : elementwise_f32_kernels())
    if (std::ranges::count(supported_isas(), kernel.isa))
      for (size_t count : {0, 1, 7, 15, 16, 17, 33, 5000}) check(kernel, samples(count));
}

const ElementwiseF32Kernel& reference() { return elementwise_f32_kernels().front(); }

TEST(ElementwiseF32, Binary) {
  for_each_kernel([](const ElementwiseF32Kernel& kernel, const std::vector<float>& a) {
    std::vector<float> b(a.rbegin(), a.rend()), expected(a.size()), actual(a.size());
    for (int op = 0; op <= static_cast<int>(BinaryF32::max); ++op) {
      for (int scalars = 0; scalars < 4; ++scalars) {
        const bool first = scalars & 1, second = scalars & 2;
        const auto kind = static_cast<BinaryF32>(op);
        reference().binary(kind, a.data(), b.data(), expected.data(), a.size(), first, second);
        kernel.binary(kind, a.data(), b.data(), actual.data(), a.size(), first, second);
        EXPECT_TRUE(near(expected, actual, 0, 0)) << "operator " << op;
      }
    }
  });
}

TEST(ElementwiseF32, Unary) {
  for_each_kernel([](const ElementwiseF32Kernel& kernel, const std::vector<float>& in) {
    std::vector<float> expected(in.size()), actual(in);
    for (int op = 0; op <= static_cast<int>(UnaryF32::ceil); ++op) {
      const auto kind = static_cast<UnaryF32>(op);
      reference().unary(kind, in.data(), expected.data(), in.size());
      actual = in;
      kernel.unary(kind, actual.data(), actual.data(), in.size());
      // One unit in the last place is at most 2^-23 of a value.
      const float units = kind == UnaryF32::exp ? 2 : 4;
      EXPECT_TRUE(near(expected, actual, units * 0x1p-23f, 1e-44f)) << "operator " << op;
    }
  });
}

TEST(ElementwiseF32, Activate) {
  for_each_kernel([](const ElementwiseF32Kernel& kernel, std::vector<float> in) {
    for (float& x : in)
      if (!std::isfinite(x)) x = 3;
    std::vector<float> expected(in.size()), actual(in.size());
    for (int kind = 0; kind <= static_cast<int>(ActivationKind::silu); ++kind) {
      const Activation activation{static_cast<ActivationKind>(kind), -0.5f, 6, 0.2f, 0.5f};
      reference().activate(activation, in.data(), expected.data(), in.size());
      kernel.activate(activation, in.data(), actual.data(), in.size());
      EXPECT_TRUE(near(expected, actual, 2e-6f, 1e-6f)) << "activation " << kind;
    }
  });
}

TEST(ElementwiseF32, Softmax) {
  for_each_kernel([](const ElementwiseF32Kernel& kernel, std::vector<float> in) {
    for (float& x : in)
      if (!(std::fabs(x) < 1000)) x = 3;
    for (size_t count : {1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 1000}) {
      const size_t rows = std::max<size_t>(1, in.size() / count);
      count = std::min(count, in.size());
      std::vector<float> expected(in.size()), actual(in.size());
      reference().softmax(in.data(), expected.data(), rows, count);
      kernel.softmax(in.data(), actual.data(), rows, count);
      EXPECT_TRUE(near(expected, actual, 2e-6f, 1e-37f)) << count;
      reference().log_softmax(in.data(), expected.data(), rows, count);
      kernel.log_softmax(in.data(), actual.data(), rows, count);
      EXPECT_TRUE(near(expected, actual, 2e-6f, 1e-6f)) << count;
    }
  });
}

TEST(ElementwiseF32, ChannelAffine) {
  for_each_kernel([](const ElementwiseF32Kernel& kernel, const std::vector<float>& in) {
    for (size_t channels : {1, 3, 16, 21, 64}) {
      const size_t pixels = in.size() / channels;
      const auto multiplier = samples(channels + 9), offset = samples(channels + 20);
      std::vector<float> expected(pixels * channels), actual(pixels * channels);
      reference().channel_affine(in.data(), expected.data(), pixels, channels,
                                 multiplier.data() + 9, offset.data() + 20);
      kernel.channel_affine(in.data(), actual.data(), pixels, channels, multiplier.data() + 9,
                            offset.data() + 20);
      EXPECT_TRUE(near(expected, actual, 1e-6f, 1e-5f));
    }
  });
}

}  // namespace
}  // namespace sprint::kernels
