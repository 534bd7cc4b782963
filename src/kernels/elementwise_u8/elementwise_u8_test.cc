#include "kernels/elementwise_u8/elementwise_u8.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>
#include <vector>

namespace sprint::kernels {
namespace {

using Bytes = std::vector<uint8_t>;

Bytes random_bytes(size_t count, uint32_t seed) {
  std::mt19937 random(seed);
  Bytes out(count);
  for (uint8_t& b : out) b = static_cast<uint8_t>(random());
  return out;
}

std::vector<size_t> counts() {
  std::vector<size_t> out(70);
  std::iota(out.begin(), out.end(), 1);
  out.insert(out.end(), {127, 128, 129, 1000, 4099});
  return out;
}

// Every kernel must write what the reference writes, and nothing behind it.
template <typename Call>
void expect_equal_kernels(size_t count, const Call& call) {
  const auto run = [&](const ElementwiseU8Kernel& kernel) {
    Bytes out(count + 64, 77);
    call(kernel, out.data());
    return out;
  };
  const Bytes expected = run(elementwise_u8_kernels().front());
  for (const ElementwiseU8Kernel& kernel : elementwise_u8_kernels()) {
    if (std::ranges::count(supported_isas(), kernel.isa) == 0) continue;
    EXPECT_EQ(run(kernel), expected) << isa_name(kernel.isa) << ", " << count << " elements";
  }
}

// Multipliers of powers of two make ties, large ones saturate.
constexpr float kMultipliers[] = {0.5F, 0.25F, 0.7312F, 1.9F, 1e-9F, 1e12F};

TEST(ElementwiseU8Test, Add) {
  for (size_t count : counts()) {
    const Bytes a = random_bytes(count, 1), b = random_bytes(count, 2);
    for (float multiplier : kMultipliers) {
      const AddU8Params params{multiplier, 0.5F, -35.25F};
      for (bool scalar : {false, true}) {
        expect_equal_kernels(count, [&](const ElementwiseU8Kernel& kernel, uint8_t* out) {
          kernel.add(params, a.data(), b.data(), out, count, scalar);
        });
      }
    }
  }
}

TEST(ElementwiseU8Test, Mul) {
  for (size_t count : counts()) {
    const Bytes a = random_bytes(count, 3), b = random_bytes(count, 4);
    for (float multiplier : kMultipliers) {
      const MulU8Params params{131, 7, 99, multiplier};
      for (bool scalar : {false, true}) {
        expect_equal_kernels(count, [&](const ElementwiseU8Kernel& kernel, uint8_t* out) {
          kernel.mul(params, a.data(), b.data(), out, count, scalar);
        });
      }
    }
  }
}

TEST(ElementwiseU8Test, Lookup) {
  const Bytes table = random_bytes(256, 5);
  for (size_t count : counts()) {
    const Bytes in = random_bytes(count, 6);
    expect_equal_kernels(count, [&](const ElementwiseU8Kernel& kernel, uint8_t* out) {
      kernel.lookup(table.data(), in.data(), out, count);
    });
  }
}

// `channels` of pixels that have `stride` bytes, in 3 rows of 5 with 2 bytes behind each.
template <typename T>
Image<T> image_of(T* data, int32_t channels, ptrdiff_t stride) {
  return {data, 3, 5, channels, 5 * stride + 2, stride};
}

TEST(ElementwiseU8Test, LookupImage) {
  const Bytes table = random_bytes(256, 5);
  for (const int32_t channels : {1, 3, 31, 32, 33, 58, 63, 64, 65, 130}) {
    for (const int32_t gap : {0, 1, 70}) {
      const ptrdiff_t stride = channels + gap;
      const auto count = static_cast<size_t>(3 * (5 * stride + 2));
      const Bytes in = random_bytes(count + kReadSlack, 6);
      expect_equal_kernels(count, [&](const ElementwiseU8Kernel& kernel, uint8_t* out) {
        kernel.lookup_image(table.data(), image_of(in.data(), channels, stride),
                            image_of(out, channels, stride));
      });
    }
  }
}

TEST(ElementwiseU8Test, Interleave) {
  const Bytes a_table = random_bytes(256, 5), b_table = random_bytes(256, 6);
  for (const int32_t channels : {1, 3, 31, 32, 33, 58, 63, 64, 65, 130}) {
    const Bytes a = random_bytes(static_cast<size_t>(3 * (5 * channels + 2)), 7);
    const Bytes b = random_bytes(static_cast<size_t>(3 * (5 * (channels + 9) + 2)), 8);
    for (const int32_t gap : {0, 7}) {
      const ptrdiff_t stride = 2 * channels + gap;
      const auto count = static_cast<size_t>(3 * (5 * stride + 2));
      expect_equal_kernels(count, [&](const ElementwiseU8Kernel& kernel, uint8_t* out) {
        kernel.interleave(a_table.data(), image_of(a.data(), channels, channels), b_table.data(),
                          image_of(b.data(), channels, channels + 9),
                          image_of(out, 2 * channels, stride));
      });
    }
  }
}

TEST(ElementwiseU8Test, InPlace) {
  for (const ElementwiseU8Kernel& kernel : elementwise_u8_kernels()) {
    if (std::ranges::count(supported_isas(), kernel.isa) == 0) continue;
    const Bytes a = random_bytes(333, 8), table = random_bytes(256, 9);
    Bytes expected(333), out = a;
    elementwise_u8_kernels().front().add({}, a.data(), a.data(), expected.data(), 333, false);
    kernel.add({}, out.data(), out.data(), out.data(), 333, false);
    EXPECT_EQ(out, expected);
    out = a;
    elementwise_u8_kernels().front().lookup(table.data(), a.data(), expected.data(), 333);
    kernel.lookup(table.data(), out.data(), out.data(), 333);
    EXPECT_EQ(out, expected);
  }
}

}  // namespace
}  // namespace sprint::kernels
